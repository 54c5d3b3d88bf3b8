"""Who assesses what, where, with which tool, and how to have the result."""
