"""drive.comments and drive.replies.

Source: https://developers.google.com/workspace/drive/api/reference/rest/v3/comments
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from localsheets import proto
from localsheets.access import COMMENT, READ, Account
from localsheets.drive.files import timestamp
from localsheets.drive.query import page
from localsheets.drive.resource import mask, user
from localsheets.errors import DriveError
from localsheets.fieldmask import Tree, project
from localsheets.wire import Response

if TYPE_CHECKING:
    from localsheets.context import Context


def _mask(ctx: Context, method: str, message: str) -> tuple[dict, Tree | None]:
    """Comments and replies have no default fields: the caller must name them."""
    if not dict(ctx.request.query).get("fields"):
        raise DriveError(400, "The 'fields' parameter is required for this method.", "required", "fields")
    return mask(ctx, method, message, None)


def _body(ctx: Context, message: str) -> dict:
    return proto.drive().body(message, proto.parse_json(ctx.request.body))


def _text(body: dict) -> dict:
    content = body.get("content", "")
    if not content:
        raise DriveError(400, "Comment content is required.", "required", "content")
    return {"content": content, "htmlContent": html.escape(content, quote=False)}


def _identity(ctx: Context) -> str:
    return "AAAA" + "".join(ctx.app.random.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") for _ in range(7))


def _made(ctx: Context, kind: str) -> dict:
    now = timestamp(ctx)
    return {"kind": kind, "id": _identity(ctx), "createdTime": now, "modifiedTime": now, "author": ctx.account.email, "deleted": False}


def _find(items: list[dict], identity: str, what: str) -> dict:
    for item in items:
        if item["id"] == identity:
            return item
    raise DriveError(404, f"{what} not found: {identity}.", "notFound", f"{what.lower()}Id")


def _author(ctx: Context, item: dict) -> None:
    if item["author"] != ctx.account.email:
        raise DriveError(403, "The user does not have sufficient permissions for this file.", "insufficientFilePermissions")


def _comments(ctx: Context, file_id: str, need: int) -> tuple[dict, list[dict]]:
    file = ctx.file(file_id, need)
    return file, file.setdefault("comments", [])


def _shown(ctx: Context, item: dict) -> dict:
    """A comment or reply as the caller gets it: its author without an address, nothing of what was deleted."""
    writer = user(Account(item["author"]), ctx.account)
    found = {**item, "author": {name: writer[name] for name in ("kind", "displayName", "me")}}
    if "replies" in item:
        found["replies"] = [_shown(ctx, reply) for reply in item["replies"]]
    if item["deleted"]:
        found = {k: v for k, v in found.items() if k not in ("content", "htmlContent", "quotedFileContent")}
    return found


def create(ctx: Context, file_id: str) -> dict:
    _, tree = _mask(ctx, "comments.create", "Comment")
    body = _body(ctx, "Comment")
    file, comments = _comments(ctx, file_id, COMMENT)
    made = _made(ctx, "drive#comment") | _text(body) | {"resolved": False, "replies": []}
    made |= {name: body[name] for name in ("anchor", "quotedFileContent") if body.get(name)}
    comments.append(made)
    ctx.store.save_file(file)
    return project(_shown(ctx, made), tree)


def list_comments(ctx: Context, file_id: str) -> dict:
    query, tree = _mask(ctx, "comments.list", "CommentList")
    _, comments = _comments(ctx, file_id, READ)
    after = query.get("startModifiedTime")
    kept = [c for c in comments if (query.get("includeDeleted") or not c["deleted"]) and (not after or c["modifiedTime"] >= after)]
    kept.sort(key=lambda c: c["modifiedTime"], reverse=True)
    found, token = page([_shown(ctx, c) for c in kept], min(query.get("pageSize", 20), 100), query.get("pageToken"))
    answer: dict = {"kind": "drive#commentList", "comments": found}
    if token:
        answer["nextPageToken"] = token
    return project(answer, tree)


def get(ctx: Context, file_id: str, comment: str) -> dict:
    query, tree = _mask(ctx, "comments.get", "Comment")
    found = _find(_comments(ctx, file_id, READ)[1], comment, "Comment")
    if found["deleted"] and not query.get("includeDeleted"):
        raise DriveError(404, f"Comment not found: {comment}.", "notFound", "commentId")
    return project(_shown(ctx, found), tree)


def update(ctx: Context, file_id: str, comment: str) -> dict:
    _, tree = _mask(ctx, "comments.update", "Comment")
    body = _body(ctx, "Comment")
    file, comments = _comments(ctx, file_id, COMMENT)
    found = _find(comments, comment, "Comment")
    _author(ctx, found)
    found |= _text(body) | {"modifiedTime": timestamp(ctx)}
    ctx.store.save_file(file)
    return project(_shown(ctx, found), tree)


def delete(ctx: Context, file_id: str, comment: str) -> Response:
    file, comments = _comments(ctx, file_id, COMMENT)
    found = _find(comments, comment, "Comment")
    _author(ctx, found)
    found |= {"deleted": True, "modifiedTime": timestamp(ctx)}
    ctx.store.save_file(file)
    return Response(204, headers={"Content-Type": "text/html"})


def reply(ctx: Context, file_id: str, comment: str) -> dict:
    _, tree = _mask(ctx, "replies.create", "Reply")
    body = _body(ctx, "Reply")
    file, comments = _comments(ctx, file_id, COMMENT)
    found = _find(comments, comment, "Comment")
    made = _made(ctx, "drive#reply")
    if body.get("action"):
        if body["action"] not in ("resolve", "reopen"):
            raise DriveError(400, "Invalid Value", "invalid", "action")
        made["action"] = body["action"]
        found["resolved"] = body["action"] == "resolve"
        if body.get("content"):
            made |= _text(body)
    else:
        made |= _text(body)
    found["replies"].append(made)
    found["modifiedTime"] = made["modifiedTime"]
    ctx.store.save_file(file)
    return project(_shown(ctx, made), tree)


def list_replies(ctx: Context, file_id: str, comment: str) -> dict:
    query, tree = _mask(ctx, "replies.list", "ReplyList")
    found = _find(_comments(ctx, file_id, READ)[1], comment, "Comment")
    kept = [_shown(ctx, r) for r in found["replies"] if query.get("includeDeleted") or not r["deleted"]]
    replies, token = page(kept, min(query.get("pageSize", 20), 100), query.get("pageToken"))
    answer: dict = {"kind": "drive#replyList", "replies": replies}
    if token:
        answer["nextPageToken"] = token
    return project(answer, tree)


def get_reply(ctx: Context, file_id: str, comment: str, reply: str) -> dict:
    _, tree = _mask(ctx, "replies.get", "Reply")
    found = _find(_comments(ctx, file_id, READ)[1], comment, "Comment")
    return project(_shown(ctx, _find(found["replies"], reply, "Reply")), tree)


def update_reply(ctx: Context, file_id: str, comment: str, reply: str) -> dict:
    _, tree = _mask(ctx, "replies.update", "Reply")
    body = _body(ctx, "Reply")
    file, comments = _comments(ctx, file_id, COMMENT)
    found = _find(_find(comments, comment, "Comment")["replies"], reply, "Reply")
    _author(ctx, found)
    found |= _text(body) | {"modifiedTime": timestamp(ctx)}
    ctx.store.save_file(file)
    return project(_shown(ctx, found), tree)


def delete_reply(ctx: Context, file_id: str, comment: str, reply: str) -> Response:
    file, comments = _comments(ctx, file_id, COMMENT)
    found = _find(_find(comments, comment, "Comment")["replies"], reply, "Reply")
    _author(ctx, found)
    found |= {"deleted": True, "modifiedTime": timestamp(ctx)}
    ctx.store.save_file(file)
    return Response(204, headers={"Content-Type": "text/html"})
