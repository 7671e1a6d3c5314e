"""What: which item of the county's own catalogue a sentence speaks of."""
