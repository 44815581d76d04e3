"""``toso init``: a wizard that can be run again. With ``--no-input`` it asks nothing. Never a secret into toso.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from toso.cli.context import Options, options
from toso.cli.init_flags import FLAGS
from toso.errors import UsageError

WORDS = "cli/init.yaml"

Text = Annotated[str | None, typer.Option()]


def command(
    ctx: typer.Context,
    no_input: Annotated[bool, typer.Option("--no-input")] = False,
    ward: Text = None,
    city: Text = None,
    code: Text = None,
    department: Text = None,
    plan_start: Text = None,
    plan_end: Text = None,
    first_period: Text = None,
    groups: Annotated[Path | None, typer.Option("--groups")] = None,
    auth: Text = None,
    credentials: Text = None,
    impersonate: Text = None,
    endpoint: Text = None,
    ward_book: Text = None,
    master_book: Text = None,
    mail_host: Text = None,
    mail_port: Text = None,
    mail_security: Text = None,
    mail_user: Text = None,
    mail_sender: Text = None,
    report_to: Annotated[list[str] | None, typer.Option("--report-to")] = None,
    keeper_email: Text = None,
    keeper_phone: Text = None,
    login: Annotated[bool, typer.Option("--login")] = False,
    test: Annotated[bool, typer.Option("--test")] = False,
    make_books: Annotated[bool, typer.Option("--make-books")] = False,
) -> int:
    from toso.cli.init_steps import Wizard
    from toso.settings import FILE_NAME, find_file

    o = options(ctx)
    given = {FLAGS[name]: value for name, value in ctx.params.items() if name in FLAGS and value not in (None, [], ())}
    path = (o.config or find_file() or Path.cwd() / FILE_NAME).expanduser().absolute()
    if path.is_dir():
        path /= FILE_NAME
    wizard = Wizard(path, o)
    wizard.take(given)
    if not no_input:
        wizard.ask(skip=set(given))
    wizard.require()
    group_text = _groups(groups, wizard, no_input)
    wizard.save()
    if login or (not no_input and wizard.lacks_login):
        wizard.log_in()
    _after(o, wizard, no_input, test, make_books, group_text)
    return 0


def _groups(file: Path | None, wizard: Any, no_input: bool) -> str:
    """The list of groups, checked before anything is written."""
    from toso.jobs.group_list import read_file

    text = read_file(file) if file else "" if no_input else wizard.ask_groups()
    if text.strip():
        wizard.check_groups(text)
    elif file:
        raise UsageError("groups_none")
    return text


def _after(o: Options, wizard: Any, no_input: bool, test: bool, make_books: bool, group_text: str) -> None:
    """What needs the settings written: the live tests, the books, the list of groups."""
    from toso import words

    if test or (not no_input and wizard.agreed("ask_test")):
        wizard.test()
    if wizard.lacks_books and (make_books or (not no_input and wizard.agreed("ask_books"))):
        wizard.make_books()
    if group_text.strip():
        wizard.enter_groups(group_text)
    o.say("")
    o.say(words.say(WORDS, "page.next"))
