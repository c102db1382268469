"""To come."""


def show() -> None:
    """Draw the page."""
