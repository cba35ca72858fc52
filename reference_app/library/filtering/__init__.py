"""The page "Filtering and Pagination": talks and the remarks on them."""
