"""``toso doctor --live BOOK``: the first day with a real account."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toso.cli.context import Options
from toso.errors import Exit

if TYPE_CHECKING:
    from toso.jobs.doctor.live import Trial
    from toso.jobs.doctor.rehearsal import Script

WORDS = "cli/doctor.yaml"
SHOWN = 20


def run(o: Options, book: str) -> Exit:
    """Plays the trial and says where the real book differs. 0: nowhere; 3: somewhere."""
    from toso import words
    from toso.core.book_facts import Desk
    from toso.jobs.doctor.live import trial
    from toso.jobs.doctor.rehearsal import rehearse
    from toso.lock import run_lock
    from toso.wiring import LOCAL_ACCOUNT, Wiring

    book_id = id_of(book)
    with run_lock(o.settings.files.state), closing(Wiring(o.settings)) as parts:
        desk = parts.desk
        script = rehearse(
            parts.reference_books,
            parts.schema,
            lambda schema: Desk(schema, desk.words, desk.fill),
            parts.catalogue,
            LOCAL_ACCOUNT,
        )
        o.say(words.say(WORDS, "live.begin", book=book_id, tabs=len(script.tabs)))
        found = trial(parts.books, book_id, parts.reference_books, script)
    path = _transcript(o, script, found, book_id)
    _tell(o, found, path)
    return Exit.CONFIGURATION if found.differences else Exit.DONE


def id_of(book: str) -> str:
    """The id, also from a pasted address."""
    return book.partition("/d/")[2].partition("/")[0] or book


def _transcript(o: Options, script: Script, found: Trial, book_id: str) -> Path:
    """Calls, answers and differences, without the book's id or anybody's address."""
    import json
    from dataclasses import asdict

    content = {
        "calls": [asdict(call) for call in script.calls],
        "differences": [asdict(one) for one in found.differences],
        "real": found.real,
        "stand_in": found.stand_in,
    }
    folder = o.settings.files.logs
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"doctor-live-{o.now():%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(_clean(content, book_id), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _clean(value: Any, book_id: str) -> Any:
    """Every text of ``value`` without the book's id, addresses and numbers that could be somebody's."""
    from toso.jobs.support import redacted

    if isinstance(value, str):
        return redacted(value.replace(book_id, "…"))
    if isinstance(value, dict):
        return {name: _clean(one, book_id) for name, one in value.items()}
    return [_clean(one, book_id) for one in value] if isinstance(value, (list, tuple)) else value


def _tell(o: Options, found: Trial, path: Path) -> None:
    from toso import words

    if found.differences:
        print(words.say(WORDS, "live.differs", count=len(found.differences)))
        for one in found.differences[:SHOWN]:
            real, stand_in = _short(one.real), _short(one.stand_in)
            print("  " + words.say(WORDS, "live.line", place=one.place, real=real, stand_in=stand_in))
        if len(found.differences) > SHOWN:
            print(words.say(WORDS, "live.more", count=len(found.differences) - SHOWN))
    else:
        tabs = [one for name, one in found.real.items() if name != "names"]
        cells = sum(bool(cell) for tab in tabs for row in tab["cells"] for cell in row)
        rules = sum(len(tab["conditionalFormats"]) for tab in tabs)
        o.say(words.say(WORDS, "live.same", cells=cells, rules=rules, calls=found.calls))
    o.say(words.say(WORDS, "live.transcript", path=path, differs=bool(found.differences)))


def _short(value: Any) -> str:
    import json

    from toso import words

    if value in (None, "", {}, []):
        return words.say(WORDS, "live.nothing")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 90 else text[:87] + "…"
