"""The analysis board: what agencies conclude from coded texts, on which evidence, and who signs."""
