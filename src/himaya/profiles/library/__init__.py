"""The library: documents with their coding, and the shelf of references."""
