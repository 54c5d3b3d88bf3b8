"""The context of an area, and notices on moving in it."""
