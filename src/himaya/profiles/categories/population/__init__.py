"""Population data."""
