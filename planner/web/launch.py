"""Start the desk's server with its safe options."""

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent
DESK = FOLDER / "desk.py"
OPTIONS = FOLDER / ".streamlit" / "config.toml"


def safe_options() -> list[str]:
    """Return the options on which safety rests, as arguments of ``streamlit run``."""
    written = tomllib.loads(OPTIONS.read_text(encoding="utf-8"))
    return [
        f"--{section}.{name}={str(value).lower() if isinstance(value, bool) else value}"
        for section in ("server", "browser", "client")
        for name, value in written[section].items()
    ]


def serve(port: int) -> None:
    """Serve the desk on this machine until it is interrupted.

    Everything is imported, and compiled where that was never done, before the first page is asked
    for.
    """
    from streamlit.web import cli  # noqa: PLC0415 (slow to import)

    import planner.web.desk  # noqa: F401, PLC0415

    arguments = ["run", str(DESK), f"--server.port={port}", *safe_options()]
    cli.main(arguments, standalone_mode=False)
