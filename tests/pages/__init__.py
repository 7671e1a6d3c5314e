"""The pages behind cards, over plain HTTP."""
