"""Breaking text into lines: between words, and in Chinese between characters."""

import re
from collections.abc import Callable

CLOSING = "，。；：、）》”％！？"
OPENING = "（《“"
_NUMBER = r"\d+月\d+日(?:\d+:\d+)?|[^\s\u2e80-\u9fff\uff00-\uffef]*\d\s?(?:%|小时|分钟|h\b|min\b)"
_UNITS = re.compile(
    rf"[{OPENING}]*(?:{_NUMBER}|[^\s\u2e80-\u9fff\uff00-\uffef]+|[\u2e80-\u9fff\uff00-\uffef])"
    rf"(?:\s*[{CLOSING}]|[,.;)])*\s*"
)
"""What stays on one line: a number with its unit, a Chinese date, a word or a Chinese character."""


def wrap(string: str, room: float, width: Callable[[str], float]) -> str:
    """Break a text into lines no wider than ``room``, where ``width`` measures a line.

    No line starts with closing or ends with opening punctuation; one word wider than the room
    stands alone.
    """
    lines, line = [], ""
    for unit in _UNITS.findall(string):
        if line and width((line + unit).rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += unit
    return "\n".join([*lines, line.rstrip()])
