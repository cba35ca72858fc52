"""What repositories change: parts with keys of their own, memberships with two, and rooms with what stands in them."""
