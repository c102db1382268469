"""The packaged font reduced to the characters of some pages, to stand inside them."""

import base64
import io

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from planner.report.font import font_path


def font_for(characters: str) -> str:
    """Return a font with these characters as the address of its own content (``data:``)."""
    font = TTFont(font_path(), recalcTimestamp=False)
    options = Options(layout_features=[], hinting=False, notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    font.flavor = "woff"
    content = io.BytesIO()
    font.save(content)
    return "data:font/woff;base64," + base64.b64encode(content.getvalue()).decode("ascii")
