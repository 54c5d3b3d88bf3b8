"""Who plans to do what, where, and who owes which report."""
