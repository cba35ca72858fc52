"""The page's section "Filter Dependency Configuration": filters of booleans and of choices."""
