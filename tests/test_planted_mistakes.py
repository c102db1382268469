"""The mistakes that ``make mutants`` plants still fit the kernels."""

import shutil
from pathlib import Path

import pytest

from tests.planted_mistakes import KERNELS, MISTAKES, ROOT, Mistake


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.words)
def test_each_mistake_fits_exactly_one_place(mistake: Mistake, tmp_path: Path) -> None:
    shutil.copytree(ROOT / KERNELS, tmp_path / KERNELS)
    mistake.plant(tmp_path)
    changed = (tmp_path / KERNELS / mistake.file).read_text(encoding="utf-8")
    assert changed != (ROOT / KERNELS / mistake.file).read_text(encoding="utf-8")
    compile(changed, mistake.file, "exec")


def test_a_text_that_fits_several_places_is_refused(tmp_path: Path) -> None:
    shutil.copytree(ROOT / KERNELS, tmp_path / KERNELS)
    with pytest.raises(ValueError, match="one place"):
        Mistake("anything", "tables.py", "table", "chair").plant(tmp_path)
