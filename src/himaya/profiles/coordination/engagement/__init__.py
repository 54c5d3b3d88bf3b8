"""Speaking with authorities, donors and those who ask for help."""
