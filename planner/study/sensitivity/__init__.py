"""Which guess matters: how far each value moves the clocks and the probability over its range."""
