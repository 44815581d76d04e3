"""Questions of the online form that were edited, and answers that name no group, told by mail; once for each state."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256

from toso.delivery import notices
from toso.delivery.letters import Matter
from toso.jobs.collect import Parts
from toso.jobs.online import must_look, sentences, standing
from toso.jobs.post import Post

KIND = "phieu"
PATIENCE = timedelta(days=3)


def tell_of_form(parts: Parts, addresses: Sequence[str], post: Post, said: Mapping[str, str]) -> bool:
    """Puts one letter in where something stands that was not told yet. ``said``: ``online`` of the master's words. The
    letter quotes questions and counts rows; nobody's answer is in it."""
    stands = standing(parts)
    if not parts.settings.books.survey or not must_look(stands):
        return False
    mark = sha256(json.dumps(stands, sort_keys=True).encode()).hexdigest()[:10]
    body = notices.notice("survey", {}, more=("close",), items=sentences(stands, said))
    return post.put(Matter(post.ward, mark, KIND), "survey", addresses, [(body, [])], post.now() + PATIENCE)
