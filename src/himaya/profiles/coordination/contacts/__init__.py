"""Who to ask, and who sits where: contacts, lists, groups, roles, memberships."""
