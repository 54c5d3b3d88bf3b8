"""The entry form: an instrument drawn as a page, and what comes back read into answers."""
