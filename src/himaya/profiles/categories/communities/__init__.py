"""Communicating with communities."""
