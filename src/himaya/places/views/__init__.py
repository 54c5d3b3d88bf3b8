"""Pages about places: areas by edition, bringing them in, their names, sites, groups."""
