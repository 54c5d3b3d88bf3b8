"""Disclosure control: how risky records and tables are, and how to make them safe."""
