"""Pages about people, agencies and access; no rules here (house.md, wall 8)."""
