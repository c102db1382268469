"""A tiny sound scenario folder: two districts, three townships, two laboratories."""

from pathlib import Path

FILES = {
    "scenario.toml": """\
[city]
name = "tiny"
city_zh = "小城"
city_en = "Tiny"
preset = "cn-2021-01"

[campaign]
starts_at = 2021-01-08T08:00:00

[people]
present_share = 0.88

[sources]
"people.present_share" = "census 2020, own count"

[variants.within-24h]
description = "A stricter deadline"
set = { "campaign.target_hours" = 24 }

[variants.with-province]
[[variants.with-province.laboratories]]
id = "L2"
declared_tubes_per_day = 9000
[[variants.with-province.laboratories]]
id = "L3"
name_zh = "省中心"
name_en = "Province"
declared_tubes_per_day = 20000
travel_minutes = 90
""",
    "districts.csv": """\
id,name_zh,name_en,population_persons
D1,东区,East,9000
D2,西区,West,4000
""",
    "townships.csv": """\
id,district,name_zh,name_en,urban_persons,rural_persons,latitude_degrees,longitude_degrees
T1,D1,一街道,First,5000,0,34.1,113.8
T2,D1,二镇,Second,1000,3000,,
T3,D2,三乡,Third,0,4000,,
""",
    "laboratories.csv": """\
id,name_zh,name_en,district,serves,declared_tubes_per_day,travel_minutes,\
accession_staff,transfer_cabinets,extraction_machines,amplification_machines,reviewers
L1,一院,First hospital,D1,city,,30,2|2|1,4|4|2,2,6,2
L2,疾控,Centre,,D2,3000,45,,,,,
""",
    "teams.csv": """\
id,district,swabbers
S1,D1,30
S2,D2,12
""",
    "vehicles.csv": """\
id,district,vehicles,load_tubes
V1,D1,3,2000
V2,D2,2,2000
""",
}

SITES = """\
id,township,persons,tables
A1,T1,5000,7
A2,T2,4000,5
A3,T3,4000,6
"""
PLAN_TABLES = "place,from_hour,to_hour,tables\nT1,0,12,5\nT2-r01,6,24,2\n"
PLAN_FLOWS = "place,from_hour,to_hour,laboratory,share\nD1,0,24,L1,0.6\nD1,0,24,L2,0.4\n"


def write_tiny(folder: Path) -> Path:
    """Write the tiny scenario into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace a text that stands exactly once in a file."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")


def append(folder: Path, file: str, text: str) -> None:
    """Add text at the end of a file."""
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.write(text)
