"""Case management."""
