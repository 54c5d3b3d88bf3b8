"""Pages of one record."""
