"""Thematic reports: what coded documents tell of each theme, where, how well, and what changed."""
