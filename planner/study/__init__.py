"""Many runs: replications by looks, and where a run is kept."""
