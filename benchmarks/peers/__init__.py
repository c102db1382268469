"""The jobs as users of other simulators would write them, and in this project's own engines."""
