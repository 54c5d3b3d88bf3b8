"""Modules, trainings, sessions, participants, competencies."""
