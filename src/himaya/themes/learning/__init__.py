"""Models: what is learned from decisions, what it is worth, and whether it is used."""
