"""Where servers come from: a container, a binary of this machine, or the user's own; one pool owns their lifetimes."""
