"""Checklists, selection criteria, what a vulnerability is."""
