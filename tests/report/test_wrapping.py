from hypothesis import given
from hypothesis import strategies as st

from planner.report.wrapping import CLOSING, wrap

CHARACTERS = st.sampled_from("ab9 许昌市，。（）%")


@given(st.text(CHARACTERS, max_size=60), st.integers(4, 30))
def test_nothing_is_lost_and_no_line_starts_with_closing_punctuation(words: str, room: int) -> None:
    lines = wrap(words, room, len).split("\n")
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(line[:1] not in set(CLOSING) for line in lines[1:])


def test_english_breaks_between_words_and_chinese_between_characters() -> None:
    assert wrap("all results are out", 11, len) == "all results\nare out"
    assert wrap("采样点全部开放。", 5, len) == "采样点全部\n开放。"
    assert wrap("完成的概率 83%（72–91%）", 8, len) == "完成的概率\n83%\n（72–91%）"


def test_a_number_keeps_its_unit_and_a_chinese_date_its_parts() -> None:
    assert wrap("with 84 % or more", 7, len) == "with\n84 % or\nmore"
    assert wrap("half-way case 127.5 h, late", 20, len) == "half-way case\n127.5 h, late"
    assert (
        wrap("中位情形 62.5 小时，1月8日10:30。", 11, len) == "中位情形\n62.5 小时，\n1月8日10:30。"
    )


def test_a_word_wider_than_the_room_stands_alone() -> None:
    assert wrap("a verylongword b", 4, len) == "a\nverylongword\nb"
