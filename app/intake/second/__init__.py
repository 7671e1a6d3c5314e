"""A second opinion on a doubtful message, from a language model: optional, masked, checked, and never the last word."""
