"""Who goes where when: plans made by optimisation and confirmed by simulation."""
