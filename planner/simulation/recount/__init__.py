"""The tally of a replication, derived from its event log alone.

So the reference engine, which keeps nothing but its log, answers like the compiled one; and what
the compiled kernels count while they run is checked against a count that shares none of it.
"""

from planner.simulation.recount.count import recount

__all__ = ["recount"]
