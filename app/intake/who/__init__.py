"""Who: the contact, for whom it is, how many people are wanted and what they should bring."""
