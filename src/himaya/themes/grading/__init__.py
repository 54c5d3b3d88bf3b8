"""Grades of documents and passages: source reliability and information credibility, by persons."""
