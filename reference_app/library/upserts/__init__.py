"""The page "Repositories", "Upsert Many": goods in a storehouse, which come again and again."""
