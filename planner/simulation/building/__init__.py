"""The scenario's arrays: whom every plan must reach, and what each one can use."""
