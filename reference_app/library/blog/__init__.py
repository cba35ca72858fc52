"""The examples of the page "Services", posts and their tags, as the page has them."""
