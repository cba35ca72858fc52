"""What the front page promises: one program with a bit of everything."""
