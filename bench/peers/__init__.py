"""The rivals: the least code that does the same work the way each of them is meant to be used."""
