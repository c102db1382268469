"""The planner's desk: pages over the same functions as the command line."""
