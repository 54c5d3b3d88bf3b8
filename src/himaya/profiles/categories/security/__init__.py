"""Security and situational awareness."""
