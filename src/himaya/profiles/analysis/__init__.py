"""Joint analysis: what agencies conclude together from what was read, and who signs it."""
