"""Letters before meaning: normalised text, numerals, sounds, phone numbers, and masks over what was already read."""
