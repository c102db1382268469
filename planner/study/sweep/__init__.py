"""Thousands of questions at once: points of a sweep, simulated in pieces and kept as Parquet."""
