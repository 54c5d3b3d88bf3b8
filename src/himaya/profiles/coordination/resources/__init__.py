"""Who can help with what, where: rosters, staff and stock."""
