"""The compiled engine: Numba kernels over arrays of records."""
