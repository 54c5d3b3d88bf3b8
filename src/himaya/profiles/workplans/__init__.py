"""Work and action plans: reading the layouts people keep them in."""
