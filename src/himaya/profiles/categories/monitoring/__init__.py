"""Protection monitoring."""
