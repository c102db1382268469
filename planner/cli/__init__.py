"""The command line: what is asked goes in, an answer and its exit code come out.

0 is done or yes, 1 answered no or undecided, 2 wrong input or usage. Everything that takes time to
import is imported where it is used.
"""

from planner.cli import campaign, desk, past, scenarios, studies
from planner.cli.command import app

__all__ = ["app", "campaign", "desk", "main", "past", "scenarios", "studies"]


def main() -> None:
    """Run the command line."""
    app()
