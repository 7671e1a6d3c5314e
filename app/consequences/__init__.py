"""What follows from a fact; which fact has which consequences stands in app/reactions.py."""
