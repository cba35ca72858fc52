"""The pages on DTOs."""
