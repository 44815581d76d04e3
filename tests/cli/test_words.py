"""Every error has its words, and every fact the words need is given where the error is raised."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import meta

from toso import words
from toso.errors import ConfigurationError, TosoError

CODE = Path(__file__).parents[2] / "scripts" / "toso"
CLASSES = {
    "ConfigurationError",
    "SchemaError",
    "AccessError",
    "UsageError",
    "TryAgain",
    "StateError",
    "TosoError",
    "LostAnswer",
}
OWN = {"what", "why", "mend"}


def raised() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """(place, code, facts by name; None where they are handed on whole) for every error of the code."""
    for file in sorted(CODE.rglob("*.py")):
        for one in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in CLASSES and one.args:
                codes = one.args[0]
                names = [keyword.arg for keyword in one.keywords]
                facts = None if None in names else frozenset(name for name in names if name)
                branches = [codes.body, codes.orelse] if isinstance(codes, ast.IfExp) else [codes]
                for branch in branches:
                    if isinstance(branch, ast.Constant) and isinstance(branch.value, str):
                        yield f"{file.relative_to(CODE)}:{one.lineno}", branch.value, facts


RAISED = list(raised())


def needed(code: str) -> set[str]:
    """The facts that the words of ``code`` speak of without a way around."""
    env = words.environment()
    return set().union(
        *(meta.find_undeclared_variables(env.parse(str(words.error_catalogue()[code][part]))) for part in OWN)
    )


def test_errors_are_raised_at_all() -> None:
    assert len(RAISED) > 40


@pytest.mark.parametrize(("place", "code", "facts"), RAISED, ids=[f"{place} {code}" for place, code, _ in RAISED])
def test_every_error_that_is_raised_has_words_and_the_facts_they_need(
    place: str, code: str, facts: frozenset[str] | None
) -> None:
    assert code in words.error_catalogue(), f"{place}: no words for {code}"
    if facts is not None:
        assert needed(code) <= facts, f"{place}: {code} lacks {needed(code) - facts}"


def test_every_error_says_what_why_and_how_to_mend() -> None:
    for code, entry in words.error_catalogue().items():
        assert set(entry) >= OWN and all(str(entry[part]).strip() for part in OWN), code


def test_an_error_without_words_is_still_told_with_its_code_and_facts() -> None:
    said = words.error_text(TosoError("never_heard_of", book="sổ A"))
    assert "never_heard_of" in said.what and "sổ A" in said.why and said.mend


def test_an_error_with_a_fact_missing_falls_back_instead_of_failing() -> None:
    assert "period_unknown" in words.error_text(ConfigurationError("period_unknown")).what


def test_html_is_escaped_and_text_is_not() -> None:
    from toso.words import environment

    assert environment().autoescape("email/report.html") and not environment().autoescape("email/report.txt")  # type: ignore[operator]


def test_a_template_that_names_an_unknown_fact_is_a_bug() -> None:
    with pytest.raises(Exception, match="undefined"):
        words.fill("{{ nobody }}")


@pytest.mark.parametrize(("value", "places", "text"), [(1234, None, "1.234"), (79.96, 1, "80,0"), (0.5, 2, "0,50")])
def test_numbers_are_written_as_vietnamese_writes_them(value: float, places: int | None, text: str) -> None:
    assert words.number(value, places) == text
