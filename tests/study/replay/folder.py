"""A tiny campaign in a folder."""

from pathlib import Path

OBSERVED = """\
campaign,clock_local,cum_sampled_persons,cum_delivered_persons,cum_resulted_persons,\
cum_tubes_sampled,cum_tubes_tested,source
tiny,2021-01-08T08:00,0,,0,,,press
tiny,2021-01-09T08:00,5000,4000,3000,600,300,press
tiny,2021-01-10T08:00,11000,,10000,,,press
"""
REPLAY = """\
known = ["closing_hour"]

[rows]
laboratory_capacity = ["L2"]

[[prior]]
name = "start_hour"
keys = ["districts.from_hour"]
rows = ["D2"]
how = "is"
low = 0
high = 8
source = "assumed: a test"
"""


def as_replay(folder: Path, observed: str = OBSERVED, replay: str = REPLAY) -> Path:
    """Add the files of a replay to a scenario folder."""
    (folder / "observed.csv").write_text(observed, encoding="utf-8")
    (folder / "replay.toml").write_text(replay, encoding="utf-8")
    return folder
