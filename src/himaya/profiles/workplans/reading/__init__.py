"""Reading work and action plans. Pure Python: no Django, no clock, no database."""
