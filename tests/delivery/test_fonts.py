"""Which fonts a report is set in."""

from __future__ import annotations

import pytest
import typst

from toso.delivery import fonts, pdf


@pytest.mark.skipif(not fonts.NEWER.is_dir(), reason="this machine has no Liberation 2")
def test_where_both_versions_of_liberation_lie_the_one_with_vietnamese_letters_is_taken() -> None:
    assert "Liberation Serif" in pdf.faces()


def test_the_fonts_of_the_machine_and_of_typst_are_all_searched(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = set(typst.Fonts().families())
    assert set(fonts.searched().families()) >= own
    monkeypatch.setattr(fonts, "NEWER", tmp_path)
    fonts.searched.cache_clear()
    try:
        assert set(fonts.searched().families()) >= own
    finally:
        fonts.searched.cache_clear()
