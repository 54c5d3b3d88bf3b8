"""Protection needs assessment."""
