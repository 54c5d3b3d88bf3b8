"""A register on a map: counted by area within one's sight, with points where they are open."""
