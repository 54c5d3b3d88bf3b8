"""The eight PIM categories and the coordination registers, as declarations."""
