"""A small linear classifier: what training lines taught about needs, intents and dangers, as weights that can be shown."""
