"""The monthly bulletin: figures and lists of several registers, as one seat may see them."""
