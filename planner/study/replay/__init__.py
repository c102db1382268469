"""Real campaigns simulated from what was known before them, and held against what was observed."""
