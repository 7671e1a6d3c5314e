"""The commands a newcomer types: set-up and demo."""
