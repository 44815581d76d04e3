"""The running text: what ``outline.yaml`` asks for, said with the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from toso.core.report import charts, shape, tables
from toso.core.report.desk import Desk
from toso.core.report.figures import Share
from toso.core.report.types import Block
from toso.model import Group
from toso.schema.types import Indicator


def _texts(kind: str, *texts: str) -> Iterator[Block]:
    for text in texts:
        if text:
            yield Block(kind, text)  # type: ignore[arg-type]


def share_facts(desk: Desk, share: Share | None) -> dict[str, object]:
    blank = desk.words.word("empty_cell")
    if share is None:
        return {"value": blank, "total": blank, "percent": blank, "missing": blank, "target": desk.target}
    return {
        "value": shape.count(share.part),
        "total": shape.count(share.whole),
        "percent": desk.percent(share),
        "missing": shape.count(share.missing),
        "target": desk.target,
    }


def indicator_sentence(desk: Desk, indicator: Indicator) -> str:
    """The indicator's own sentence, or the general one; says none, zero, reached, below and the change."""
    now = desk.now
    number, share = now.count(indicator.name), now.share(indicator)
    key = indicator.name if desk.words.has(indicator.name) else "general_share" if share else "general_plain"
    states = []
    if indicator.publish == "survey":
        if indicator.name not in desk.material.survey:
            return ""
        if number is None:
            states, key = ["hidden"], "general_plain"
    elif number is None:
        states = ["none"]
    if number == 0:
        states.append("zero")
    if share and share.target:
        states.append("reached" if share.reached else "below")
    facts = share_facts(desk, share)
    facts["value"] = desk.cell(number).text
    return desk.words.say(
        key,
        states,
        **facts,
        title=shape.first_upper(indicator.title),
        unit=indicator.unit,
        change=desk.change(indicator.name, indicator.unit),
        detail=_detail(desk, indicator),
        as_of=desk.as_of,
    )


def _detail(desk: Desk, indicator: Indicator) -> str:
    """``; trong đó: phát thanh 12, tọa đàm 3`` for the indicator's first dimension; survey answers stay in their table."""
    if indicator.publish == "survey" or not indicator.by:
        return ""
    dimension = indicator.by[0]
    sums: dict[str, int] = {}
    for pairs, number in desk.now.parts(indicator.name).items():
        if len(pairs) == 1 and pairs[0][0] == dimension:
            sums[pairs[0][1]] = sums.get(pairs[0][1], 0) + number
    said = [
        f"{shape.first_lower(desk.dimension_title(indicator, dimension, code))} {shape.count(number)}"
        for code, number in sorted(sums.items(), key=lambda item: (-item[1], item[0]))
        if number
    ]
    return desk.words.say("detail", parts=shape.listing(said, "…")) if len(said) > 1 else ""


def figures(desk: Desk, section: str) -> Iterator[Block]:
    for indicator in desk.now.shown_in(section):
        if indicator.name != desk.coverage.name:
            yield from _texts("point", indicator_sentence(desk, indicator))


def narrative(desk: Desk, section: str) -> Iterator[Block]:
    """What officials wrote and approved, in their order."""
    for entry in desk.material.narrative:
        if entry.section == section and entry.approved:
            yield from _texts("body", *shape.paragraphs(entry.text))


def _in_state(desk: Desk, *states: str) -> list[Group]:
    return [g for g in desk.material.groups if desk.now.standing(desk.coverage, g) in states]


def submission(desk: Desk, section: str) -> Iterator[Block]:
    say, m = desk.words.say, desk.material
    total, submitted = len(m.groups), len(desk.now.submitted)
    state = "none" if submitted == 0 else "all" if submitted == total else "value"
    facts = {"groups": total, "submitted": submitted, "empty_names": desk.names(_in_state(desk, "empty", "unreachable"))}
    yield from _texts("body", say("submission", [state], **facts))
    unreachable = _in_state(desk, "unreachable")
    if unreachable:
        yield from _texts("body", say("submission_unreachable", names=desk.names(unreachable)))
    days = [s.submitted_on for g in m.groups if (s := m.summaries.get(g.code)) and s.submitted_on]
    on_time = sum(1 for day in days if day <= m.period.sending_day)
    state = "all" if on_time == total else "none" if not days else "value"
    facts = {"on_time": on_time, "groups": total, "late": len(days) - on_time, "missing": total - len(days)}
    yield from _texts("body", say("submission_time", [state], **facts))


def _verdict(desk: Desk, key: str) -> str:
    share = desk.now.share(desk.coverage)
    state = "none" if share is None else "reached" if share.reached else "below"
    change = desk.change(desk.coverage.name, desk.coverage.unit)
    return desk.words.say(key, [state], **share_facts(desk, share), change=change, as_of=desk.as_of)


def coverage_verdict(desk: Desk, section: str) -> Iterator[Block]:
    yield from _texts("body", _verdict(desk, "coverage_verdict"))


def coverage(desk: Desk, section: str) -> Iterator[Block]:
    """The ward against its target, then which groups reach it, which do not, which said nothing."""
    say = desk.words.say
    yield from _texts("body", _verdict(desk, "coverage"))
    if not desk.now.submitted:
        return
    reached, below = _in_state(desk, "reached"), _in_state(desk, "below")
    silent = _in_state(desk, "empty", "unreachable", "unknown")
    total = len(desk.material.groups)
    state = "all" if len(reached) == total else "none" if not reached else "value"
    yield from _texts("point", say("coverage_groups", [state], groups=total, reached=len(reached), target=desk.target))
    if below:
        yield from _texts("point", say("coverage_below", names=desk.with_percent(below)))
    if silent:
        yield from _texts("point", say("coverage_empty", names=desk.names(silent)))
    ranked = sorted(reached + below, key=lambda g: _order(desk, desk.coverage, g))
    if len(ranked) > 1:
        best, worst = desk.with_percent(ranked[-1:]), desk.with_percent(ranked[:1])
        yield from _texts("point", say("coverage_lead", best=best, worst=worst))


def _order(desk: Desk, indicator: Indicator, group: Group) -> float:
    share = desk.now.share(indicator, group)
    return share.part / share.whole if share else -1.0


def platforms(desk: Desk, section: str) -> Iterator[Block]:
    """Which platform leads and which lags, ward-wide."""
    found = []
    for indicator in desk.now.shown_in("table.platforms"):
        share = desk.now.share(indicator)
        if share and indicator.denominator == "households_official":
            found.append((share.part / share.whole, f"{shape.first_lower(desk.short(indicator))} ({desk.percent(share)})"))
    if len(found) > 1 and desk.now.submitted:
        best, worst = max(found)[1], min(found)[1]
        yield from _texts("point", desk.words.say("platforms", best=best, worst=worst))


def difficulties(desk: Desk, section: str) -> Iterator[Block]:
    """How many, of which kinds, answered or open; the groups' own words are not printed."""
    say = desk.words.say
    told = [d for g in desk.material.groups if (s := desk.material.summaries.get(g.code)) for d in s.difficulties]
    open_ones = [d for d in told if not tables.answered(desk, d.group_code, d.code, d.replied_on)]
    kinds: dict[str, int] = {}
    for one in told:
        kinds[one.category] = kinds.get(one.category, 0) + 1
    named = [
        f"{shape.first_lower(desk.list_title('difficulty_categories', code))} ({number})"
        for code, number in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    ]
    facts = {
        "value": shape.count(len(told)),
        "categories": ", ".join(named),
        "answered": shape.count(len(told) - len(open_ones)),
        "open": shape.count(len(open_ones)),
    }
    yield from _texts("body", say("difficulties", [] if told else ["none"], **facts))
    urgent = [d for d in told if d.urgent]
    if urgent:
        waiting = sum(1 for d in open_ones if d.urgent)
        rest = say("difficulties_urgent_open", open=waiting) if waiting else ""
        yield from _texts("body", say("difficulties_urgent", urgent=len(urgent), urgent_open=rest))


def answers(desk: Desk, section: str) -> Iterator[Block]:
    """Only text that an official wrote for the report."""
    names = {g.code: desk.name(g) for g in desk.material.groups}
    for answer in desk.material.answers:
        text = shape.clean(answer.report_text)
        if text:
            group = names.get(answer.group_code, answer.group_code)
            yield from _texts("point", desk.words.say("answer", group=group, text=text))


def budget_of(desk: Desk) -> tuple[int, int]:
    """(sum in dong, number of groups that asked)."""
    sums = [
        sum(d.budget_need for d in s.difficulties)
        for g in desk.material.groups
        if (s := desk.material.summaries.get(g.code))
    ]
    return sum(sums), sum(1 for one in sums if one)


def budget(desk: Desk, section: str) -> Iterator[Block]:
    total, groups = budget_of(desk)
    state = [] if total else ["none"]
    yield from _texts("body", desk.words.say("budget", state, value=shape.count(total), groups=groups))


def tasks(desk: Desk, section: str) -> Iterator[Block]:
    """Next tasks that follow from the figures themselves."""
    say, total = desk.words.say, desk.now.share(desk.coverage)
    below, silent = _in_state(desk, "below"), _in_state(desk, "empty", "unreachable")
    if silent:
        yield from _texts("point", say("task_empty", count=len(silent), names=desk.names(silent)))
    if below:
        shares = [desk.now.share(desk.coverage, g) for g in below]
        missing = shape.count(sum(s.missing for s in shares if s))
        facts = {"count": len(below), "names": desk.names(below), "missing": missing, "target": desk.target}
        yield from _texts("point", say("task_below", **facts))
    if total and total.part < total.whole and _in_state(desk, "reached"):
        yield from _texts("point", say("task_keep", rest=shape.count(total.whole - total.part)))
    told = [d for s in desk.material.summaries.values() for d in s.difficulties]
    waiting = sum(1 for d in told if not tables.answered(desk, d.group_code, d.code, d.replied_on))
    if waiting:
        yield from _texts("point", say("task_difficulties", open=waiting))
    errors = sum(tables.severity_count(desk, g, "error") or 0 for g in desk.material.groups)
    if errors:
        yield from _texts("point", say("task_errors", errors=shape.count(errors)))
    yield from _texts("point", say("task_report", next_period=desk.next_period))


def changes(desk: Desk, section: str) -> Iterator[Block]:
    from toso.core.report.build import changes_of

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
        else:
            found += BLOCKS[name](desk, entry.get("section", ""))
    label = labels.get(entry.get("see", ""))
    if label and any(b.text for b in found):
        last = max(i for i, b in enumerate(found) if b.text)
        found[last] = Block(found[last].kind, _see(desk, found[last].text, label))
    return found


def _see(desk: Desk, text: str, label: str) -> str:
    """The reference to the appendix, before the sentence's full stop."""
    see = desk.words.fill(desk.words.word("appendix", "see"), {"label": label})
    return f"{text[:-1]} {see}." if text.endswith(".") else f"{text} {see}"


def body(desk: Desk, labels: Mapping[str, str]) -> tuple[Block, ...]:
    """All parts; a part or item with nothing to say is left out, and numbers close up. Ends with ``./.``

    ``labels``: appendix table → "Phụ lục I", for "(chi tiết tại …)".
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
