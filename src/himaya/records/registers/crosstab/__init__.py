"""The two-way table of a register: categories against categories, with totals and gaps."""
