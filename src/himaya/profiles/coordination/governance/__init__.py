"""What bodies agree to: strategies, contingency plans, terms, protocols, pilots."""
