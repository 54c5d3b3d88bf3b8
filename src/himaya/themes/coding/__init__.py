"""Coding: documents cut into passages, themes suggested, and what people decide about them."""
