"""The parts that Decree 30/2020/NĐ-CP, appendix I, puts above and below the text."""

from __future__ import annotations

from toso.core.report import shape
from toso.core.report.desk import Desk
from toso.core.report.types import Heading, Office, Signature


def _office_words(desk: Desk) -> Office:
    """The issuing office: what the settings say, else the words of ``form.yaml`` for this kind of report."""
    office = desk.material.office
    words = desk.words.word("offices", desk.material.kind)
    facts = {
        "ward_lower": desk.ward_lower,
        "WARD": office.ward.upper(),
        "city": office.city,
        "CITY": office.city.upper(),
    }

    def lines(own: tuple[str, ...], key: str) -> tuple[str, ...]:
        return tuple(shape.clean(line) for line in own) or tuple(desk.words.fill(w, facts) for w in words[key])

    plan = _plan_named(desk, office.plan) or desk.words.fill(desk.words.word("plan"), facts)
    bases = office.bases or tuple(desk.words.fill(w, {**facts, "plan": plan}) for w in desk.words.word("bases"))
    return Office(
        ward=shape.clean(office.ward),
        city=office.city,
        plan=plan,
        superior=lines(office.superior, "superior"),
        issuer=lines(office.issuer, "issuer"),
        number_mark=office.number_mark or words["number_mark"],
        number=shape.clean(office.number),
        signed_on=office.signed_on,
        addressees=lines(office.addressees, "addressees"),
        bases=tuple(shape.clean(b).rstrip(";.") for b in bases),
        signer_lines=lines(office.signer_lines, "signer_lines"),
        signer_name=shape.clean(office.signer_name),
        recipients=lines(office.recipients, "recipients"),
    )


def _plan_named(desk: Desk, plan: str) -> str:
    """The plan as a legal basis cites it: "Kế hoạch …", whether or not the settings say the word."""
    word = desk.words.word("plan_word")
    plan = shape.clean(plan)
    return plan if not plan or plan.lower().startswith(word.lower()) else f"{word} {shape.first_lower(plan)}"


def _signed(desk: Desk, office: Office) -> tuple[str, str, str]:
    """Day, month, year; day and month are left for the clerk's hand where not given."""
    if office.signed_on:
        return shape.long_day(office.signed_on)
    blank = desk.words.word("day_blank")
    return blank, blank, str(desk.material.period.sending_day.year)


def heading(desk: Desk) -> Heading:
    office = _office_words(desk)
    day, month, year = _signed(desk, office)
    word = desk.words.word
    material, subjects = desk.material, word("subjects")
    subject = subjects.get(f"{material.kind}_{material.period.kind}") or word("subjects", material.kind)
    facts = {
        "ward_lower": desk.ward_lower,
        "period": desk.period,
        "revision": material.revision,
        "start": shape.day(material.period.start),
        "end": shape.day(material.period.end),
    }
    bases = [f"{base};" for base in office.bases]
    if bases:
        bases[-1] = bases[-1][:-1] + "."
    return Heading(
        superior=office.superior,
        issuer=office.issuer,
        nation=word("nation"),
        motto=word("motto"),
        number=desk.words.fill(
            word("number"), {"number": office.number or word("number_blank"), "mark": office.number_mark}
        ),
        place_date=desk.words.fill(
            word("place_date"), {"place": office.ward, "day": day, "month": month, "year": year}
        ),
        title=word("title"),
        subject=tuple(desk.words.fill(line, facts) for line in subject),
        to_label=word("to_label"),
        addressees=office.addressees,
        bases=tuple(bases),
        issuer_name=issuer_name(desk),
        mark=word("marks", desk.material.mark) if desk.material.mark else "",
    )


def appendix_reference(desk: Desk) -> str:
    """``(Kèm theo Báo cáo số … ngày … của …)``."""
    office = _office_words(desk)
    day, month, year = _signed(desk, office)
    word = desk.words.word
    facts = {
        "number": office.number or word("number_blank"),
        "mark": office.number_mark,
        "day": day,
        "month": month,
        "year": year,
        "issuer": issuer_name(desk),
    }
    return desk.words.fill(word("appendix", "reference"), facts)


def issuer_name(desk: Desk) -> str:
    """The issuing body within a sentence."""
    return desk.words.fill(desk.words.word("offices", desk.material.kind, "name"), {"ward_lower": desk.ward_lower})


def signature(desk: Desk) -> Signature:
    office = _office_words(desk)
    word = desk.words.word
    listed = [word("same_as_above"), *office.recipients]
    last = len(listed) - 1
    return Signature(
        lines=office.signer_lines,
        name=office.signer_name,
        recipients_label=word("recipients_label"),
        recipients=tuple(f"- {name}{'.' if i == last else ';'}" for i, name in enumerate(listed)),
    )
