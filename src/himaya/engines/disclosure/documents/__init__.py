"""Reports for reading: a document made of parts, written as HTML or PDF, in four languages.

An internal and an external document are different documents with different parts; the internal one
says what it is on every page.
"""
