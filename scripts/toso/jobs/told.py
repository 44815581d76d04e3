"""What a person must put right outside the books, told by mail: questions of the online form that were edited, answers
that name no group, books that anybody with a link can open. Once for each state; an open book again every week."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256

from toso.delivery import notices
from toso.delivery.letters import Matter
from toso.jobs.collect import Collected, Parts
from toso.jobs.online import must_look, sentences, standing
from toso.jobs.post import Post
from toso.jobs.shown import open_books

FORM, OPENED = "phieu", "chia_se"
PATIENCE = timedelta(days=3)


def tell_of_form(parts: Parts, addresses: Sequence[str], post: Post, said: Mapping[str, str]) -> bool:
    """Puts one letter in where something stands that was not told yet. ``said``: ``online`` of the master's words. The
    letter quotes questions and counts rows; nobody's answer is in it."""
    stands = standing(parts)
    if not parts.settings.books.survey or not must_look(stands):
        return False
    mark = sha256(json.dumps(stands, sort_keys=True).encode()).hexdigest()[:10]
    body = notices.notice("survey", {}, more=("close",), items=sentences(stands, said))
    return post.put(Matter(post.ward, mark, FORM), "survey", addresses, [(body, [])], post.now() + PATIENCE)


def tell_of_links(parts: Parts, found: Collected, addresses: Sequence[str], post: Post, said: Mapping[str, str]) -> bool:
    """Only a person closes a link: the jobs' account may not, and should not."""
    opened = open_books(parts, found, said)
    if not opened:
        return False
    year, week, _ = post.now().isocalendar()
    mark = sha256("|".join(opened).encode()).hexdigest()[:10]
    body = notices.notice("opened", {}, more=("close",), items=opened)
    return post.put(Matter(post.ward, f"{year}-W{week:02d}-{mark}", OPENED), "opened", addresses, [(body, [])], post.now() + PATIENCE)
