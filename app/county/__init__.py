"""A county is data: one YAML file says who it is, what can be asked for, and which clock it keeps."""
