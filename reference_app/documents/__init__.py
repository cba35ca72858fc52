"""Documents: the page's chapter "File Object Storage"."""
