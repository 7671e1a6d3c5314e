"""When: what villagers say about days, parts of the day and hours, turned into moments."""
