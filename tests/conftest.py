"""What holds for all tests."""

from hypothesis import settings

# Times are taken by benchmarks; a busy machine must not fail a test of what is right.
settings.register_profile("planner", deadline=None)
settings.load_profile("planner")
