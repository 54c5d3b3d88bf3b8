"""Terms, each with as many definitions as there are."""
