"""What an instance carries is in its row, whichever way it is written."""
