"""The steps of ``toso init``. Values are kept as plain TOML values until they are written."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from toso import words
from toso.cli.context import Options, tell
from toso.cli.init_flags import FLAGS
from toso.cli.init_values import default_of, plain, problem_of, shown
from toso.errors import ConfigurationError, TosoError, UsageError
from toso.settings.explain import help_of
from toso.settings.file import SECRETS, keep_secret, text_of, value_of, with_value, write
from toso.settings.load import Settings, load_settings

WORDS = "cli/init.yaml"
REQUIRED = ("ward.name", "ward.city", "plan.start", "plan.end")


class Wizard:
    """``values``: what toso.toml will say. An existing file gives the first answers; a broken one is told, not lost."""

    def __init__(self, path: Path, o: Options) -> None:
        self.path, self.o = path, o
        self.values: dict[str, Any] = {}
        self.secrets: dict[str, str] = {}
        self.ran_out = False
        if path.exists():
            try:
                self.values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise ConfigurationError("config_not_toml", path=str(path), line="") from error
        for setting in SECRETS:
            if held := value_of(self.values, setting):
                self.secrets[setting] = str(held)

    # -- answers ----------------------------------------------------------------------------------------------------

    def take(self, given: Mapping[str, Any]) -> None:
        """Answers that came as options. Raises ConfigurationError for one that cannot be."""
        for setting, value in given.items():
            self.values = with_value(self.values, setting, plain(setting, value))
        if given:
            self._check(only=set(given))

    def _check(self, only: set[str]) -> None:
        """Raises ConfigurationError where one of ``only`` is wrong; what is still missing is another matter."""
        problem = problem_of(self.values, self.path)
        if problem is not None and problem.facts.get("setting") in only:
            raise problem

    def ask(self, skip: set[str]) -> None:
        """Every question whose turn it is; a wrong answer is asked again at once."""
        self.o.say(words.say(WORDS, "page.hello"))
        for question in words.catalogue(WORDS)["questions"]:
            setting = question["setting"]
            if setting not in skip and self._applies(question.get("when", {})):
                self._ask_one(setting, question["ask"])
        if self.values.get("mail", {}).get("user"):
            password = self._typed(words.say(WORDS, "page.ask_password"), hide_input=True)
            if password:
                self.secrets["mail.password"] = password

    def _typed(self, question: str, default: str = "", **how: Any) -> str:
        """One answer. Where answers come from a file or a pipe and have run out, every later question keeps what it
        has; Ctrl-C and Ctrl-D of a person stop the wizard."""
        if self.ran_out:
            return default
        try:
            return str(typer.prompt(question, default=default, show_default=bool(default), err=True, **how)).strip()
        except typer.Abort as stopped:
            self._run_out(stopped)
            self.o.say("")
            return default

    def _run_out(self, stopped: typer.Abort) -> None:
        """Raises ``stopped`` where it was a person who stopped."""
        if not isinstance(stopped.__context__, EOFError) or sys.stdin.isatty():
            raise stopped
        self.ran_out = True

    def _applies(self, when: Mapping[str, Any]) -> bool:
        for setting, wanted in when.items():
            value = value_of(self.values, setting) or default_of(setting)
            if not value or (wanted != "any" and value not in wanted):
                return False
        return True

    def _ask_one(self, setting: str, question: str) -> None:
        default = shown(value_of(self.values, setting) or default_of(setting))
        many = isinstance(default_of(setting), tuple)
        hint = f" ({words.say(WORDS, 'page.list_hint')})" if many else ""
        while True:
            answer = self._typed(question + hint, default)
            if self.ran_out or (answer == default and value_of(self.values, setting) is None):
                return
            before, self.values = self.values, with_value(self.values, setting, plain(setting, answer))
            problem = problem_of(self.values, self.path)
            if problem is None or problem.facts.get("setting") != setting:
                return
            self.values = before
            about = help_of(setting)
            self.o.say(
                words.say(
                    WORDS, "page.wrong", problem=problem.facts.get("problem", ""), example=about.get("example", "")
                )
            )

    def agreed(self, key: str) -> bool:
        if self.ran_out:
            return False
        try:
            return typer.confirm(words.say(WORDS, f"page.{key}"), default=True, err=True)
        except typer.Abort as stopped:
            self._run_out(stopped)
            return False

    def ask_groups(self) -> str:
        """Lines pasted until an empty one."""
        self.o.say(words.say(WORDS, "page.ask_groups"))
        lines = []
        while line := self._typed("", prompt_suffix=""):
            lines.append(line)
        return "\n".join(lines)

    def require(self) -> None:
        """Raises UsageError for what is missing, ConfigurationError for what is wrong."""
        missing = [name for name in REQUIRED if value_of(self.values, name) in (None, "")]
        if missing:
            flags = {setting: "--" + name.replace("_", "-") for name, setting in FLAGS.items()}
            example = " ".join(f"{flags[name]} {help_of(name)['example']}" for name in missing)
            raise UsageError("init_missing", settings=", ".join(missing), example=f"toso init --no-input {example}")
        if problem := problem_of(self.values, self.path):
            raise problem

    # -- writing ----------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Writes toso.toml and the secret files."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        had = self.path.exists()
        for setting, value in self.secrets.items():
            kept = keep_secret(self.path.parent, setting, value)
            self.o.say(words.say(WORDS, "page.secret_kept", path=kept))
        changed = write(self.path, text_of(self.values))
        old = self.path.with_name(self.path.name + ".old") if had else None
        self.o.say(words.say(WORDS, "page.written" if changed else "page.same", path=self.path, old=old))

    @property
    def settings(self) -> Settings:
        return load_settings(self.path)

    @property
    def lacks_books(self) -> bool:
        return not (self.settings.books.ward and self.settings.books.master)

    # -- a person's own account --------------------------------------------------------------------------------------

    @property
    def lacks_login(self) -> bool:
        google = self.settings.google
        return google.auth == "oauth" and not google.token.exists()

    def log_in(self) -> None:
        """A person's consent in a browser. Raises AccessError."""
        from toso.google.credentials import SHARES
        from toso.google.login import log_in

        google = self.settings.google
        log_in(google.credentials, google.token, SHARES, lambda url: tell(words.say(WORDS, "page.login", url=url)))
        self.o.say(words.say(WORDS, "page.login_done", path=google.token))

    # -- what needs the network -------------------------------------------------------------------------------------

    def test(self) -> None:
        """Google and the mail server, looked at; a failure is told and stops nothing."""
        from toso.jobs import probes
        from toso.wiring import Wiring

        settings, wiring = self.settings, Wiring(self.settings)
        try:
            ids = tuple(one for one in (settings.books.ward, settings.books.master) if one)
            found = probes.google(wiring.books, ids)
            self._tell("google", found.error)
            if found.missing:
                account = wiring.session.user
                self.o.say(words.say(WORDS, "page.google_missing", ids=", ".join(found.missing), account=account))
        except TosoError as error:
            self._tell("google", error)
        finally:
            wiring.close()
        if settings.mail.host:
            self._tell("mail", probes.mail(settings.mail).error)
        else:
            self.o.say(words.say(WORDS, "page.mail_none", path=settings.mail.outbox))

    def _tell(self, part: str, error: TosoError | None) -> None:
        if error is None:
            self.o.say(words.say(WORDS, f"page.{part}_ok"))
        else:
            said = words.error_text(error)
            self.o.say(words.say(WORDS, f"page.{part}_bad", what=said.what, mend=said.mend))

    def make_books(self) -> None:
        """Makes the ward's book and the master where they are missing; their ids go into toso.toml.

        Raises what Google refuses: AccessError ``google_no_storage`` says how a person makes them instead.
        """
        from toso.jobs.apply import apply_books
        from toso.jobs.targets import ward_targets
        from toso.wiring import Wiring

        settings = self.settings
        wiring = Wiring(settings)
        try:
            targets = ward_targets(settings, wiring.session.user)
            folder = settings.google.folder or settings.google.shared_drive
            outcomes = apply_books(wiring.making_books, targets, wiring.desk, now=self.o.now(), folder=folder)
        finally:
            wiring.close()
        for name, outcome in zip(("ward", "master"), outcomes, strict=True):
            if outcome.made:
                self.values = with_value(self.values, f"books.{name}", outcome.made)
        write(self.path, text_of(self.values))
        for outcome in outcomes:
            if outcome.error is not None:
                raise outcome.error
        made = self.settings.books
        self.o.say(words.say(WORDS, "page.books_made", ward=made.ward, master=made.master))

    def check_groups(self, text: str) -> None:
        from toso.jobs.group_list import read_groups
        from toso.wiring import Wiring

        wiring = Wiring(Settings(**self.values))
        read_groups(text, wiring.schema, wiring.catalogue)

    def enter_groups(self, text: str) -> None:
        """The list of groups into Danh sách tổ, where there is one."""
        from toso.jobs.group_list import enter_groups, read_groups
        from toso.wiring import Wiring

        settings = self.settings
        if not settings.books.ward:
            self.o.say(words.say(WORDS, "page.groups_later"))
            return
        wiring = Wiring(settings)
        try:
            groups = read_groups(text, wiring.schema, wiring.catalogue)
            count, known = enter_groups(wiring.books, settings.books.ward, groups, wiring.schema)
        finally:
            wiring.close()
        self.o.say(words.say(WORDS, "page.groups_entered", count=count, known=known))
