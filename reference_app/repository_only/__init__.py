"""The page's "Repository-Only Pattern": repositories without a service layer, and explicit commits."""
