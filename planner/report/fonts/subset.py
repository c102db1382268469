"""Make ``PlannerSansSC-Regular.otf``: ``python subset.py NotoSansCJK-Regular.ttc``.

The desk's ``planner/web/static/PlannerSansSC-Regular.woff2`` is made with it.

A tool for maintainers, run when the set of characters changes; needs the extra ``dev`` (fontTools).
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FOLDER = Path(__file__).parent
SOURCE_FAMILY = "Noto Sans CJK SC"
FAMILY = "Planner Sans SC"
STYLE = "Regular"
TARGET = FOLDER / "PlannerSansSC-Regular.otf"
FOR_BROWSERS = FOLDER.parents[1] / "web" / "static" / "PlannerSansSC-Regular.woff2"
EXTRA = FOLDER / "extra_characters.txt"

FAMILY_ID, STYLE_ID, UNIQUE_ID, FULL_ID, POSTSCRIPT_ID = 1, 2, 3, 4, 6
KEPT_NAME_IDS = (0, FAMILY_ID, STYLE_ID, UNIQUE_ID, FULL_ID, 5, POSTSCRIPT_ID, 13, 14)


def gb2312() -> set[str]:
    """Return the 7,445 characters of GB 2312-1980."""
    characters = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                characters.add(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return characters


def wanted() -> set[str]:
    """Return every character that the subset must hold."""
    latin = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    extra = set(EXTRA.read_text(encoding="utf-8")) - {"\n"}
    return latin | gb2312() | extra


def open_source(path: Path) -> TTFont:
    """Open the simplified-Chinese face of a font file or collection."""
    if path.suffix.lower() != ".ttc":
        return TTFont(path)
    for font in TTCollection(path).fonts:
        if font["name"].getDebugName(FAMILY_ID) == SOURCE_FAMILY:
            return font
    raise SystemExit(f"{path} holds no face named {SOURCE_FAMILY}; give NotoSansCJK-Regular.ttc")


def rename(font: TTFont) -> None:
    """Give the subset its own name, so that no installed font can be taken for it."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in KEPT_NAME_IDS]
    version = names.getDebugName(5).split(";")[0]
    postscript = TARGET.stem
    for name_id, value in (
        (FAMILY_ID, FAMILY),
        (STYLE_ID, STYLE),
        (UNIQUE_ID, f"{version};{postscript}"),
        (FULL_ID, f"{FAMILY} {STYLE}"),
        (POSTSCRIPT_ID, postscript),
    ):
        names.removeNames(nameID=name_id)
        names.setName(value, name_id, 3, 1, 0x409)
    table = font["CFF "].cff
    table.fontNames = [postscript]
    table.topDictIndex[0].FullName = f"{FAMILY} {STYLE}"
    table.topDictIndex[0].FamilyName = FAMILY


def main(source: Path) -> None:
    """Write the subset beside this file and name the characters that the source lacks."""
    font = open_source(source)
    options = Options(
        layout_features=["kern", "ccmp"], hinting=False, notdef_outline=True, name_IDs=["*"]
    )
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    subsetter = Subsetter(options)
    characters = wanted()
    subsetter.populate(text="".join(sorted(characters)))
    lacking = sorted(characters - {chr(code) for code in font.getBestCmap()})
    subsetter.subset(font)
    rename(font)
    font.recalcTimestamp = False
    font.save(TARGET)
    font.flavor = "woff2"
    font.save(FOR_BROWSERS)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes; not in the source: {lacking}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
