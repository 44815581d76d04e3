"""Small survey cells: whoever has the whole publication cannot work one of them out."""

from __future__ import annotations

import os
from itertools import product
from random import Random

import pytest

from differencing import bounded, solved
from toso.core.suppress import THRESHOLD, Linked, Node, lines, suppress

TABLES = 2000 if os.environ.get("TOSO_SOAK") else 150


def question(rng: Random) -> Linked:
    """A question by age band and by sex, from people one by one, so that the two tables agree."""
    answers = tuple("abcdefghi"[: rng.randint(2, 6)])
    ages = tuple(f"age{n}" for n in range(rng.randint(2, 6)))
    sexes = ("male", "female")[: rng.choice([1, 2, 2, 2])]
    people = rng.choice([0, 3, 6, 12, 30, 60, 150, 600])
    liked = [1 / (n + 1) ** rng.choice([0, 1, 2]) for n in range(len(answers))]
    crowd = [1 / (n + 1) for n in range(len(ages))]
    by_age: dict[tuple[str, str], int] = {}
    by_sex: dict[tuple[str, str], int] = {}
    for _ in range(people):
        answer = rng.choices(answers, liked)[0]
        age, sex = rng.choices(ages, crowd)[0], rng.choice(sexes)
        by_age[answer, age] = by_age.get((answer, age), 0) + 1
        by_sex[answer, sex] = by_sex.get((answer, sex), 0) + 1
    return Linked(answers, (ages, sexes), (by_age, by_sex))


def equations(linked: Linked, values: dict[Node, int], hidden: frozenset[Node], total: int) -> list[tuple[dict[Node, int], int]]:
    """Everything a reader knows: each line of each table adds up. Unknown numbers on the left, known on the right."""
    known: list[tuple[dict[Node, int], int]] = []
    for d, columns in enumerate(linked.columns):
        t = str(d)
        sums = [([("cell", t, a, c) for c in columns], ("answer", a)) for a in linked.answers]
        sums += [([("cell", t, a, c) for a in linked.answers], ("column", t, c)) for c in columns]
        for parts, whole in sums:
            left: dict[Node, int] = {}
            right = 0
            for name, sign in [*((part, 1) for part in parts), (whole, -1)]:
                if name in hidden:
                    left[name] = left.get(name, 0) + sign
                else:
                    right -= sign * values[name]
            known.append((left, right))
        known.append(_total([("column", t, c) for c in columns], values, hidden, total))
    known.append(_total([("answer", a) for a in linked.answers], values, hidden, total))
    return [(left, right) for left, right in known if left]


def _total(parts: list[Node], values: dict[Node, int], hidden: frozenset[Node], total: int) -> tuple[dict[Node, int], int]:
    left = {name: 1 for name in parts if name in hidden}
    return left, total - sum(values[name] for name in parts if name not in hidden)


@pytest.mark.parametrize("batch", range(10))
def test_no_withheld_number_can_be_worked_out_by_differencing(batch: int) -> None:
    for seed in range(batch, TABLES, 10):
        linked = question(Random(seed))
        if linked.total < THRESHOLD:
            continue
        values = linked.values()
        hidden = suppress(linked)
        if hidden == frozenset(values):
            continue
        known = equations(linked, values, hidden, linked.total)
        given_away = {name for name in solved(known) if name in hidden}
        assert not given_away, (seed, given_away)
        pinned = bounded(known, hidden, linked.total)
        assert not pinned, (seed, pinned)


def test_the_attack_succeeds_where_only_the_small_cells_are_taken_out() -> None:
    """The attack above is no straw man: without complementary suppression it recovers cells of most tables."""
    broken = 0
    for seed in range(60):
        linked = question(Random(seed))
        values = linked.values()
        small = frozenset(name for name, value in values.items() if value < THRESHOLD)
        known = equations(linked, values, small, linked.total)
        broken += bool(small) and (bool(solved(known).keys() & small) or bool(bounded(known, small, linked.total)))
    assert broken > 30


def test_everything_under_five_is_withheld_zero_too() -> None:
    for seed in range(TABLES):
        linked = question(Random(seed))
        hidden = suppress(linked)
        assert all(name in hidden for name, value in linked.values().items() if value < THRESHOLD), seed


def test_what_is_withheld_in_a_line_is_together_no_small_group_either() -> None:
    for seed in range(TABLES):
        linked = question(Random(seed))
        values, hidden = linked.values(), suppress(linked)
        for parts in lines(linked):
            withheld = [values[name] for name in parts if name in hidden]
            if withheld and len(withheld) < len(parts):
                assert sum(withheld) >= THRESHOLD, (seed, parts)


def test_a_question_asked_of_four_people_is_not_published_at_all() -> None:
    linked = Linked(("yes", "no"), (("young", "old"), ("male", "female")), ({("yes", "young"): 4}, {("yes", "male"): 4}))
    assert suppress(linked) == frozenset(linked.values())


def test_where_nothing_is_small_nothing_is_withheld() -> None:
    cells = {(answer, column): 10 for answer, column in product("ab", ("young", "old"))}
    by_sex = {(answer, column): 10 for answer, column in product("ab", ("male", "female"))}
    assert suppress(Linked(("a", "b"), (("young", "old"), ("male", "female")), (cells, by_sex))) == frozenset()


def test_one_small_cell_takes_a_rectangle_with_it() -> None:
    cells = {("a", "young"): 3, ("a", "old"): 20, ("b", "young"): 40, ("b", "old"): 50, ("a", "mid"): 30, ("b", "mid"): 60}
    by_sex = {("a", "male"): 30, ("a", "female"): 23, ("b", "male"): 75, ("b", "female"): 75}
    hidden = suppress(Linked(("a", "b"), (("young", "mid", "old"), ("male", "female")), (cells, by_sex)))
    small = ("cell", "0", "a", "young")
    assert small in hidden
    assert hidden == {small, ("cell", "0", "a", "old"), ("cell", "0", "b", "young"), ("cell", "0", "b", "old")}


def test_an_answer_that_nobody_gave_does_not_silence_the_whole_question() -> None:
    """Three answers were given, five more were on the form; which numbers hide those makes a column with one way out."""
    ages, sexes = ("young", "mid", "old"), ("male", "female", "unstated")
    given = {"m": ((24, 24, 24), (24, 24, 24)), "n": ((24, 16, 12), (20, 16, 16)), "z": ((12, 12, 12), (12, 12, 12))}
    tables = tuple(
        {(answer, column): numbers[d][place] for answer, numbers in given.items() for place, column in enumerate(columns)}
        for d, columns in enumerate((ages, sexes))
    )
    linked = Linked(tuple("abcdemnz"), (ages, sexes), tables)
    shown = linked.values().keys() - suppress(linked)
    assert {("answer", "m"), ("answer", "n")} <= shown
    assert len(shown) > 10


def every_question(total: int) -> list[dict[Node, int]]:
    """All there are: two answers, two age bands, two sexes, so many people."""
    found = []
    splits = [(a, b, c, total - a - b - c) for a in range(total + 1) for b in range(total + 1 - a) for c in range(total + 1 - a - b)]
    for one, other in product(splits, splits):
        if one[0] + one[1] != other[0] + other[1]:
            continue
        cells = ({}, {})
        for d, four in enumerate((one, other)):
            cells[d].update(dict(zip(product("ab", "xy"), four, strict=True)))
        found.append(Linked(("a", "b"), (("x", "y"), ("x", "y")), cells).values())
    return found


@pytest.mark.parametrize("total", [11, pytest.param(14, marks=pytest.mark.soak)])
def test_whatever_the_truth_is_another_one_looks_the_same(total: int) -> None:
    """By trying every possible crowd: no withheld number is the same in all crowds that fit the publication."""
    crowds = every_question(total)
    alike: dict[tuple, list[dict[Node, int]]] = {}
    patterns: dict[frozenset[Node], list[dict[Node, int]]] = {}
    for values in crowds:
        cells = tuple({(a, c): values["cell", str(d), a, c] for a, c in product("ab", "xy")} for d in range(2))
        hidden = suppress(Linked(("a", "b"), (("x", "y"), ("x", "y")), cells))
        if hidden != frozenset(values):
            patterns.setdefault(hidden, []).append(values)
    assert any(hidden and len(hidden) < len(crowds[0]) for hidden in patterns)
    for hidden, truths in patterns.items():
        alike.clear()
        shown = sorted(frozenset(truths[0]) - hidden)
        for values in crowds:
            alike.setdefault(tuple(values[name] for name in shown), []).append(values)
        for looks in {tuple(truth[name] for name in shown) for truth in truths}:
            fitting = alike[looks]
            for name in hidden:
                assert len({values[name] for values in fitting}) > 1, (looks, name)


def test_a_ward_with_some_hundred_forms_still_publishes_most_of_its_cells() -> None:
    shown = everything = 0
    for seed in range(40):
        rng = Random(seed)
        answers, ages, sexes = ("0", "1", "2"), tuple("abcdef"), ("male", "female")
        cells = ({}, {})
        for _ in range(900):
            answer, age, sex = rng.choices(answers, [3, 2, 1])[0], rng.choice(ages), rng.choice(sexes)
            for d, column in enumerate((age, sex)):
                cells[d][answer, column] = cells[d].get((answer, column), 0) + 1
        linked = Linked(answers, (ages, sexes), cells)
        everything += len(linked.values())
        shown += len(linked.values()) - len(suppress(linked))
    assert shown > 0.95 * everything
