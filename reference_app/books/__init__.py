"""Books: the other half of the guide's book management system."""
