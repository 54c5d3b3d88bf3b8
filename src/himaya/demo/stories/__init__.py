"""What the invented records tell: one module per category, all from one seed."""
