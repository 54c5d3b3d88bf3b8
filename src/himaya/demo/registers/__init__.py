"""The registers of the coordination desk, filled with an invented year."""
