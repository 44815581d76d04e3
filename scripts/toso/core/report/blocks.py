"""The running text: what ``outline.yaml`` asks for, said with the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from toso.core.figure import Figure
from toso.core.report import charts, shape, tables
from toso.core.report.changes import changes_of
from toso.core.report.desk import Desk
from toso.core.report.types import Block
from toso.core.survey import PEOPLE
from toso.schema.types import Indicator


def _texts(kind: str, *texts: str) -> Iterator[Block]:
    for text in texts:
        if text:
            yield Block(kind, text)  # type: ignore[arg-type]


def share_facts(desk: Desk, figure: Figure) -> dict[str, object]:
    return {
        "value": desk.cell(figure.measured).text,
        "total": desk.cell(figure.total).text,
        "percent": desk.percent(figure),
        "missing": desk.cell(figure.lacking).text,
        "target": shape.target_percent(figure.target) if figure.target else desk.target,
    }


def indicator_sentence(desk: Desk, indicator: Indicator) -> str:
    """The indicator's own sentence, or the general one; says none, zero, reached, below and the change."""
    figure = desk.now.of_ward(indicator.name)
    if indicator.publish == "survey" and (set(indicator.by) - PEOPLE or not desk.now.survey):
        return ""
    shared = figure.tenths is not None
    key = indicator.name if desk.words.has(indicator.name) else "general_share" if shared else "general_plain"
    states = []
    if figure.value is None:
        states.append("withheld" if indicator.publish == "survey" else _silent(desk, indicator))
    if figure.value == 0:
        states.append("zero")
    if figure.met is not None:
        states.append("reached" if figure.met else "below")
    return desk.words.say(
        key,
        states,
        **share_facts(desk, figure),
        title=shape.first_upper(indicator.title),
        unit=indicator.unit,
        change="" if indicator.publish == "survey" else desk.change(indicator.name, indicator.unit),
        detail=_detail(desk, indicator),
        as_of=desk.as_of,
    )


def _silent(desk: Desk, indicator: Indicator) -> str:
    """Who has not typed it: the groups, or the ward in its own book."""
    sheet = desk.schema.tables.get(indicator.table)
    return "none_ward" if sheet and sheet.book == "ward" else "none"


def _detail(desk: Desk, indicator: Indicator) -> str:
    """``; trong đó: phát thanh 12, tọa đàm 3`` for the indicator's first dimension; survey answers stay in their table."""
    if indicator.publish == "survey" or not indicator.by:
        return ""
    dimension = indicator.by[0]
    numbers = desk.now.breakdown(indicator.name, dimension)
    said = [
        f"{desk.dimension_title(indicator, dimension, code)}: {shape.count(number)}"
        for code, number in sorted(numbers.items(), key=lambda item: -item[1])
        if number and code
    ]
    return desk.words.say("detail", parts="; ".join(said)) if said else ""


def figures(desk: Desk, section: str) -> Iterator[Block]:
    for indicator in desk.shown_in(section):
        if indicator.name != desk.coverage.name:
            yield from _texts("point", indicator_sentence(desk, indicator))


def narrative(desk: Desk, section: str) -> Iterator[Block]:
    """What officials wrote and approved, in their order."""
    for entry in desk.material.narrative:
        if entry.section == section and entry.approved:
            yield from _texts("body", *shape.paragraphs(entry.text))


def submission(desk: Desk, section: str) -> Iterator[Block]:
    say, groups = desk.words.say, desk.material.groups
    total, submitted = len(groups), len(desk.submitted)
    state = "none" if submitted == 0 else "all" if submitted == total else "value"
    silent = [g for g in groups if desk.content(g) == "empty"]
    unread = [g for g in groups if desk.content(g) == "unreachable"]
    facts = {"groups": total, "submitted": submitted, "empty_names": desk.names(silent or unread)}
    yield from _texts("body", say("submission", [state], **facts))
    if unread:
        yield from _texts("body", say("submission_unreachable", names=desk.names(unread)))
    timings = [one.timing for one in desk.now.timeliness.values()]
    on_time, late = timings.count("on_time"), timings.count("late")
    state = "all" if on_time == total else "none" if not on_time + late else "value"
    facts = {"on_time": on_time, "groups": total, "late": late, "missing": total - on_time - late}
    yield from _texts("body", say("submission_time", [desk.material.period.kind, f"{state}_{desk.material.period.kind}", state], **facts))


def _verdict(desk: Desk, key: str) -> str:
    figure = desk.now.of_ward(desk.coverage.name)
    state = "none" if figure.met is None else "reached" if figure.met else "below"
    change = desk.change(desk.coverage.name, desk.coverage.unit)
    return desk.words.say(key, [state], **share_facts(desk, figure), change=change, as_of=desk.as_of)


def coverage_verdict(desk: Desk, section: str) -> Iterator[Block]:
    yield from _texts("body", _verdict(desk, "coverage_verdict"))


def coverage(desk: Desk, section: str) -> Iterator[Block]:
    """The ward against its target, then which groups reach it, which do not, which said nothing."""
    say = desk.words.say
    yield from _texts("body", _verdict(desk, "coverage"))
    if not desk.submitted:
        return
    reached, below = desk.standing_of("reached", "over"), desk.standing_of("below")
    silent = desk.standing_of("empty", "unreachable", "unknown")
    total = len(desk.material.groups)
    state = "all" if len(reached) == total else "none" if not reached else "value"
    yield from _texts("point", say("coverage_groups", [state], groups=total, reached=len(reached), target=desk.target))
    if below:
        yield from _texts("point", say("coverage_below", names=desk.with_percent(below)))
    if silent:
        yield from _texts("point", say("coverage_empty", names=desk.names(silent)))
    over = desk.standing_of("over")
    if over:
        yield from _texts("point", say("coverage_over", names=desk.with_percent(over)))
    ranked = sorted(reached + below, key=lambda g: _order(desk.now.coverage[g.code]))
    if len(ranked) > 1:
        best, worst = desk.with_percent(ranked[-1:]), desk.with_percent(ranked[:1])
        yield from _texts("point", say("coverage_lead", best=best, worst=worst))


def _order(figure: Figure) -> Fraction:
    return Fraction(figure.value or 0, figure.total or 1)


def platforms(desk: Desk, section: str) -> Iterator[Block]:
    """Which platform leads and which lags, ward-wide."""
    found = []
    for indicator in desk.shown_in("table.platforms"):
        figure = desk.now.of_ward(indicator.name)
        if figure.tenths is not None and indicator.denominator == "households_official":
            found.append((_order(figure), f"{shape.first_lower(desk.short(indicator))} ({desk.percent(figure)})"))
    if len(found) > 1:
        best, worst = max(found)[1], min(found)[1]
        yield from _texts("point", desk.words.say("platforms", best=best, worst=worst))


def difficulties(desk: Desk, section: str) -> Iterator[Block]:
    """How many, of which kinds, answered or open; the groups' own words are not printed."""
    say, told = desk.words.say, desk.now.difficulties
    waiting = sum(one.open for one in told)
    kinds: dict[str, int] = {}
    for one in told:
        kinds[one.category] = kinds.get(one.category, 0) + 1
    named = [
        f"{desk.list_title('difficulty_categories', code)}: {number}"
        for code, number in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    ]
    facts = {
        "value": shape.count(len(told)),
        "categories": "; ".join(named),
        "answered": shape.count(len(told) - waiting),
        "open": shape.count(waiting),
    }
    yield from _texts("body", say("difficulties", [] if told else ["none"], **facts))
    urgent = [one for one in told if one.urgent]
    if urgent:
        open_urgent = sum(one.open for one in urgent)
        rest = say("difficulties_urgent_open", open=open_urgent) if open_urgent else ""
        yield from _texts("body", say("difficulties_urgent", urgent=len(urgent), urgent_open=rest))


def answers(desk: Desk, section: str) -> Iterator[Block]:
    """Only text that an official wrote for the report."""
    names = {g.code: desk.name(g) for g in desk.material.groups}
    for one in desk.now.difficulties:
        text = shape.clean(one.report_text)
        if text:
            yield from _texts("point", desk.words.say("answer", group=names[one.group_code], text=text))


def budget(desk: Desk, section: str) -> Iterator[Block]:
    asked = [one for one in desk.now.difficulties if one.budget_need]
    total, groups = sum(one.budget_need for one in asked), len({one.group_code for one in asked})
    state = [] if total else ["none"]
    yield from _texts("body", desk.words.say("budget", state, value=shape.count(total), groups=groups))


def tasks(desk: Desk, section: str) -> Iterator[Block]:
    """Next tasks that follow from the figures themselves."""
    say, total = desk.words.say, desk.now.of_ward(desk.coverage.name)
    below, silent = desk.standing_of("below"), desk.standing_of("empty", "unreachable")
    if silent:
        yield from _texts("point", say("task_empty", count=len(silent), names=desk.names(silent)))
    if below:
        missing = shape.count(sum(desk.now.coverage[g.code].lacking or 0 for g in below))
        facts = {"count": len(below), "names": desk.names(below), "missing": missing, "target": desk.target}
        yield from _texts("point", say("task_below", **facts))
    rest = (total.total or 0) - (total.measured or 0)
    if rest > 0 and desk.standing_of("reached"):
        yield from _texts("point", say("task_keep", rest=shape.count(rest)))
    waiting = sum(one.open for one in desk.now.difficulties)
    if waiting:
        yield from _texts("point", say("task_difficulties", open=waiting))
    errors = sum(desk.findings(g, "error") or 0 for g in desk.material.groups)
    if errors:
        yield from _texts("point", say("task_errors", errors=shape.count(errors)))
    yield from _texts("point", say("task_report", [desk.material.period.kind], next_period=desk.next_period))


def changes(desk: Desk, section: str) -> Iterator[Block]:
    found = changes_of(desk)
    yield from _texts("body", desk.words.say("change_intro" if found else "change_none"))
    yield from _texts("point", *found)


BLOCKS: Mapping[str, Callable[[Desk, str], Iterator[Block]]] = {
    f.__name__: f
    for f in (figures, narrative, submission, coverage_verdict, coverage, platforms, difficulties, answers, budget, tasks, changes)
}


def _wanted(desk: Desk, entry: Mapping[str, Any]) -> bool:
    kind = desk.material.kind
    return kind in entry.get("only", [kind]) and kind not in entry.get("not", [])


def _content(desk: Desk, entry: Mapping[str, Any], labels: Mapping[str, str]) -> list[Block]:
    found: list[Block] = []
    for name in entry.get("blocks", []):
        what, _, which = name.partition(":")
        if what == "chart":
            chart = charts.BY_NAME[which](desk)
            found += [Block("chart", chart=chart)] if chart else []
        elif what == "table":
            table = tables.table(desk, which)
            found += [Block("table", table=table)] if table else []
        elif name == "pages":
            found += _texts("body", desk.words.say("pages", **labels)) if name in labels else ()
        elif name == "see":
            found += _texts("body", _see(desk, entry["see"], labels)) if found else ()
        else:
            found += BLOCKS[name](desk, entry.get("section", ""))
    return found


def _see(desk: Desk, tables_named: list[str], labels: Mapping[str, str]) -> str:
    """``Chi tiết: hoạt động của các tổ tại Phụ lục VI.``; an appendix that this report lacks is not named."""
    about = {one["name"]: one.get("about", "") for one in desk.words.tables}
    one_of = desk.words.word("appendix", "see_one")
    said = [desk.words.fill(one_of, {"about": about[n], "label": labels[n]}) for n in tables_named if n in labels]
    return desk.words.fill(desk.words.word("appendix", "see"), {"parts": "; ".join(said)}) if said else ""


def body(desk: Desk, labels: Mapping[str, str]) -> tuple[Block, ...]:
    """All parts; a part or item with nothing to say is left out, and numbers close up. Ends with ``./.``

    ``labels``: appendix table → "Phụ lục I", for "Chi tiết: … tại Phụ lục I".
    """
    found: list[Block] = []
    parts = 0
    for part in desk.words.outline:
        if not _wanted(desk, part):
            continue
        inner = _content(desk, part, labels)
        items = 0
        for item in part.get("items", []):
            content = _content(desk, item, labels) if _wanted(desk, item) else []
            if content:
                items += 1
                inner += [Block("item", f"{items}. {item['title']}"), *content]
        if inner:
            parts += 1
            title = desk.words.fill(part["title"], {"next_period": desk.next_period})
            found += [Block("part", f"{shape.roman(parts)}. {title.upper()}"), *inner]
    return _ended(desk, found)


def _ended(desk: Desk, found: list[Block]) -> tuple[Block, ...]:
    for index in range(len(found) - 1, -1, -1):
        if found[index].kind in ("body", "point"):
            text = found[index].text.rstrip(". ") + desk.words.word("end")
            found[index] = Block(found[index].kind, text, last=True)
            break
    return tuple(found)
