"""A page for each province that needs nothing beside it, with all its letters."""

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont

from planner.report.catalogue import Language
from planner.report.census.page import province_pages
from tests.report.census.made_up_census import made_up_census

CENSUS = made_up_census()
DATA = re.compile(r"url\((data:font/woff;base64,([A-Za-z0-9+/=]+))\)")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_stands_alone(lang: Language) -> None:
    pages = province_pages(CENSUS, lang)
    assert set(pages) == {
        f"{region.code}-{region.name_en.lower()}.html" for region in CENSUS.provinces
    }
    for page in pages.values():
        bare = DATA.sub("", page)
        assert not re.search(r"https?:|\bsrc=|href=|url\(|<script|<link|@import", bare)
        assert "default-src 'none'" in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_font_of_a_page_has_all_its_letters(lang: Language) -> None:
    for page in province_pages(CENSUS, lang).values():
        found = DATA.search(page)
        assert found is not None
        font = TTFont(io.BytesIO(base64.b64decode(found[2])))
        body = re.sub(r"<[^>]*>", "", page.split("<body>")[1])
        lacking = {one for one in body if ord(one) not in font.getBestCmap()} - {"\n"}
        assert not lacking


def test_every_city_of_the_province_is_on_its_page() -> None:
    pages = province_pages(CENSUS, "zh")
    henan = pages["410000-henan.html"]
    assert len(re.findall(r'class="city"', henan)) == 3
    for name in ("郑州市", "许昌市", "济源市"):
        assert f">{name}</td>" in henan
        assert f">{name}</text>" in henan
    assert ">lost</td>" in pages["460000-hainan.html"]


def test_the_same_census_gives_the_same_pages() -> None:
    assert province_pages(CENSUS, "zh") == province_pages(made_up_census(), "zh")
