"""The pages "Repositories" and "Services": authors and their books."""
