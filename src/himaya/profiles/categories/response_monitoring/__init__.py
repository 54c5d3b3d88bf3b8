"""Protection response monitoring."""
