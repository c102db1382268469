"""Charts in which a planner looks closer; still pictures are drawn in ``planner.report``."""
