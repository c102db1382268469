"""Every city of the country: built by rule or from its own capacities, and simulated whole."""
