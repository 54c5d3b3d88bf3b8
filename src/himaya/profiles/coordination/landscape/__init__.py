"""What must be known, who holds it, how it flows, who asks for it."""
