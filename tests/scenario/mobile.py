"""Mobile means of the tiny scenario, and a plan that sends for them."""

from pathlib import Path

TABLES = {
    "mobile_teams.csv": """\
id,name_zh,name_en,origin,teams,tables_per_team,ready_hour,travel_minutes,until_hour
N1,邻市队,Neighbour,province,3,2,10,120,72
""",
    "mobile_laboratories.csv": """\
id,name_zh,name_en,origin,declared_tubes_per_day,ready_hour,travel_minutes,setup_hours,drive_minutes
M1,一号车,First vehicle,province,8000,10,120,4,30
M2,二号车,Second vehicle,nation,5000,20,600,4,30
""",
    "plan_teams.csv": """\
pool,teams,place,from_hour,to_hour
N1,2,T1,12,24
N1,1,T2,12,20
N1,1,T3,21,30
""",
    "plan_laboratories.csv": "laboratory,district,from_hour\nM1,D2,12\n",
    "plan_flows.csv": "place,from_hour,to_hour,laboratory,share\nD1,16,48,M1,0.5\n",
}
PLAN = tuple(name for name in TABLES if name.startswith("plan_"))


def write_mobile(folder: Path, *names: str) -> Path:
    """Write these tables into a folder, all of them where none is named."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or TABLES:
        (folder / name).write_text(TABLES[name], encoding="utf-8")
    return folder
