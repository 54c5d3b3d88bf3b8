"""Sectoral systems."""
