"""What must not be forgotten: lessons, recommendations, protection in other sectors."""
