"""A city is found by every usual name, and a name that means none or several is explained."""

import pytest

from planner.scenario.census.lookup import CityNameError, find_city
from planner.scenario.census.records import cities


def test_every_city_is_found_by_code_and_by_chinese_name() -> None:
    for city in cities():
        for name in (city.code, city.name_zh, city.short_zh, city.province_zh + city.name_zh):
            assert find_city(name) == city, name


def test_every_city_is_found_by_its_english_name_and_province() -> None:
    for city in cities():
        assert find_city(f"{city.name_en}, {city.province_en}") == city


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("许昌", "411000"),
        ("许昌市", "411000"),
        (" XUCHANG ", "411000"),
        ("延边州", "222400"),
        ("延边朝鲜族自治州", "222400"),
        ("喀什", "653100"),
        ("喀什地区", "653100"),
        ("阿拉善盟", "152900"),
        ("Alxa", "152900"),
        ("苏州", "320500"),
        ("Xi'an", "610100"),
        ("xian", "610100"),
        ("Aba", "513200"),
        ("Ngawa", "513200"),
        ("Yichun (Jiangxi)", "360900"),
        ("Jilin", "220200"),
        ("Hainan", "632500"),
        ("白沙县", "469025"),
        ("Baisha", "469025"),
        ("Shennongjia", "429021"),
    ],
)
def test_usual_names(name: str, code: str) -> None:
    assert find_city(name).code == code


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Suzhou", ("320500", "341300")),
        ("Taizhou", ("321200", "331000")),
        ("Fuzhou", ("350100", "361000")),
        ("yulin", ("450900", "610800")),
        ("Yichun", ("230700", "360900")),
    ],
)
def test_an_ambiguous_name_lists_its_candidates(name: str, codes: tuple[str, str]) -> None:
    with pytest.raises(CityNameError) as caught:
        find_city(name)
    lines = str(caught.value).splitlines()
    assert "means 2 cities; give one of them by its code" in lines[0]
    assert [line[-6:] for line in lines[1:]] == list(codes)
    assert all(any("一" <= one <= "鿿" for one in line) for line in lines[1:])


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(CityNameError, match=r"(?s)nearest.*许昌市 Xuchang, 河南省 Henan, 411000"):
        find_city("Xuchan")
    with pytest.raises(CityNameError, match=r"(?s)nearest.*411000"):
        find_city("许长")


def test_a_district_is_told_its_city() -> None:
    with pytest.raises(CityNameError, match=r"(?s)a district of that name lies in.*金华市"):
        find_city("义乌")


@pytest.mark.parametrize("name", ["", "   ", "?!", "市", "x" * 1000, "000000", "\0"])
def test_nonsense_is_refused(name: str) -> None:
    with pytest.raises(CityNameError, match="is none of the 367"):
        find_city(name)
