"""The chain as SimPy processes, one thing after the other: the definition of the model."""
