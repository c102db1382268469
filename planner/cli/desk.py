"""The desk in a browser."""

from typing import Annotated

import typer

from planner.cli.command import app
from planner.cli.shared import (
    announce_compiling,
    faults_explained,
)


@app.command(name="app")
def desk(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
) -> None:
    """Open the desk: the same answers in a browser, on this machine only."""
    with faults_explained():
        from planner.study.request import Request
        from planner.web.launch import serve

        announce_compiling(Request())
        serve(port)
