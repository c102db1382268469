"""The chain, person by person: two engines with one meaning."""
