"""Meetings, and what they leave behind."""
