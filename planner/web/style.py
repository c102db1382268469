"""The few rules of appearance that the theme cannot say."""

from planner.report.style import INK, LATE, QUIET, RESULTED, RULE

CSS = f"""
.stMainBlockContainer {{ padding: 4.2rem 2rem 2rem; }}
.st-key-language-switch {{ position: fixed; top: 0.7rem; right: 4rem;
    width: auto; z-index: 1000000; }}
.stAppDeployButton, .stStatusWidget {{ display: none; }}
[data-testid="stSidebarHeader"] {{ height: 2.2rem; margin-bottom: 0; }}
[data-testid="stSidebarUserContent"] [data-testid="stVerticalBlock"] {{ gap: 0.15rem; }}
[data-testid="stMain"] [data-testid="stVerticalBlock"] {{ gap: 0.6rem; }}
.sentence {{ font-size: 1.4rem; line-height: 1.35; color: {INK}; margin: 0;
    text-wrap: pretty; }}
.finding {{ font-size: 1.1rem; margin: 0.2rem 0 0.4rem; }}
.above {{ color: {QUIET}; font-size: 0.95rem; }}
.clock {{ border: 1px solid {RULE}; border-radius: 4px; padding: 0.35rem 0.8rem; }}
.clock .name {{ color: {QUIET}; font-size: 0.9rem; }}
.clock .middle {{ font-size: 1.7rem; line-height: 1.2; }}
.clock .small {{ color: {QUIET}; font-size: 0.9rem; }}
.clock .late {{ color: {LATE}; font-weight: 600; }}
.clock .spare {{ color: {RESULTED}; font-weight: 600; }}
.stale {{ opacity: 0.45; filter: grayscale(1); }}
.badge {{ border: 1px solid {QUIET}; border-radius: 3px; padding: 0 0.4rem; color: {QUIET}; }}
"""


def upload_words(button: str, limits: str) -> str:
    """Return the rules by which the upload field says its two texts in the session's language.

    They are fixed in English otherwise.
    """
    return f"""
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p {{
    font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p::after {{
    content: "{button}"; font-size: 0.9rem; }}
[data-testid="stFileUploaderDropzoneInstructions"] span {{ font-size: 0; }}
[data-testid="stFileUploaderDropzoneInstructions"] span::after {{
    content: "{limits}"; font-size: 0.9rem; }}
"""
