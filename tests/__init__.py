"""Tests, as a package of their own: a library installed beside brings another of that name."""
