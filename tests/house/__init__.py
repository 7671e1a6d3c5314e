"""Code about code: the house rules, as tests."""
