"""Indicators and their reports."""
