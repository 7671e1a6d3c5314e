"""Life and limb: what must be answered with a number before anything else."""
