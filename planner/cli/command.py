"""The command ``planner``, to which the other modules add what it can do."""

from typing import Annotated

import typer

from planner import __version__

app = typer.Typer(
    name="planner",
    help="Can this city test everyone in time, and if not, what is the least that makes it so?",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich's help takes twice as long as all the rest
    pretty_exceptions_show_locals=False,
)
study = typer.Typer(
    help="Ask what an answer hangs on.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(study, name="study")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"planner {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    pass
