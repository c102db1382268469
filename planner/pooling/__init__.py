"""Group-testing mathematics: what a pool detects, what it costs, which size is best.

Formulas only, nothing is drawn: ``dorfman`` for two-stage pooling, ``sensitivity`` for what a
tube detects by viral load, ``several_infected`` for tubes with more than one infected person,
``city_round`` for the positives and re-tests of a whole round.
"""
