"""The settings as frozen values. What each one means, with an example, stands in ``templates/cli/settings.yaml``;
a test holds the two together. Nothing of any ward is in here: a ward's own words come from its ``toso.toml``.
"""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
Hour = Annotated[time, BeforeValidator(lambda value: _clock_time(value))]
Email = Annotated[str, AfterValidator(lambda value: _email(value))]
MaybeEmail = Annotated[str, AfterValidator(lambda value: _email(value) if value else "")]
Url = Annotated[SecretStr, AfterValidator(lambda value: _url(value))]
"""A web address that is itself a secret, or none."""
Ratio = Annotated[Fraction, BeforeValidator(lambda value: _ratio(value))]


def _clock_time(value: Any) -> Any:
    """TOML 1.0 has no ``12:00`` without seconds, so a time is written as text: ``"12:00"``."""
    if isinstance(value, str):
        hours, _, minutes = value.strip().replace("h", ":").partition(":")
        if hours.isdigit() and (minutes.isdigit() or not minutes) and int(hours) < 24 and int(minutes or 0) < 60:
            return time(int(hours), int(minutes or 0))
        raise PydanticCustomError("clock_time", "not a time of day")
    return value


def _email(value: str) -> str:
    name, at, host = value.strip().rpartition("@")
    if not (at and name and "." in host.strip(".")) or any(c.isspace() or c in ",;<>" for c in value.strip()):
        raise PydanticCustomError("email", "not an e-mail address")
    return value.strip()


def _url(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not value.get_secret_value().startswith(("http://", "https://")):
        raise PydanticCustomError("url", "not a URL")
    return value


def _ratio(value: Any) -> Fraction:
    """``"4/5"`` or ``"80%"``: an exact ratio, never a float."""
    try:
        text = str(value).strip().replace(" ", "")
        found = Fraction(text[:-1].replace(",", ".")) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if not 0 < found <= 1:
        raise PydanticCustomError("ratio", "not a ratio")
    return found


class Part(BaseModel):
    """One table of ``toso.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class Ward(Part):
    name: str = Field(min_length=1)
    city: str = Field(min_length=1)
    code: str = ""
    department: str = ""


class Plan(Part):
    start: Day
    end: Day
    title: str = ""
    number: str = ""
    coverage_target: Ratio = Fraction(4, 5)
    team_size: int = Field(default=5, ge=1, le=50)
    purge_after_days: int = Field(default=90, ge=0, le=3650)
    fall_percent: int = Field(default=5, ge=1, le=100)
    group_fall_percent: int = Field(default=20, ge=1, le=100)

    @model_validator(mode="after")
    def _ordered(self) -> Plan:
        if self.end < self.start:
            raise PydanticCustomError("plan_order", "end before start", {"at": "end"})
        return self


class AdHoc(Part):
    start: Day
    end: Day
    deadline: Day

    @model_validator(mode="after")
    def _ordered(self) -> AdHoc:
        if not self.start <= self.end:
            raise PydanticCustomError("plan_order", "end before start", {"at": "end"})
        return self


class Periods(Part):
    kinds: tuple[Literal["month", "quarter", "half", "year"], ...] = Field(default=("quarter",), min_length=1)
    first: str = Field(default="", pattern=r"^$|^20\d{2}(-(Q[1-4]|H[12]|0[1-9]|1[0-2]))?$")
    close_day: int = Field(default=14, ge=1, le=27)
    send_by_day: int = Field(default=15, ge=2, le=28)
    entry_time: Hour = time(12, 0)
    holidays: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()
    ad_hoc: tuple[AdHoc, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Periods:
        if self.send_by_day <= self.close_day:
            raise PydanticCustomError("send_after_close", "sending day not after the close", {"at": "send_by_day"})
        return self


class Clock(Part):
    check_times: tuple[Hour, ...] = (time(7), time(9), time(11), time(13), time(15), time(17), time(19), time(21))
    remind_days: tuple[Annotated[int, Field(ge=0, le=60)], ...] = (10, 5, 2)
    remind_time: Hour = time(8, 0)
    backup_time: Hour = time(2, 0)
    backups_kept: int = Field(default=30, ge=1, le=1000)


class Google(Part):
    auth: Literal["service_account", "oauth", "adc", "impersonation", "local"] = "service_account"
    credentials: Path = Path("credentials.json")
    more_credentials: tuple[Path, ...] = ()
    token: Path = Path("state/google-token.json")
    impersonate: str = ""
    endpoint: str = Field(default="", pattern=r"^$|^https?://[^\s/]+/?.*$")
    local_data: Path = Path("local")
    shared_drive: str = ""
    folder: str = ""
    reads_per_minute: int = Field(default=50, ge=1, le=300)
    writes_per_minute: int = Field(default=50, ge=1, le=300)
    timeout_seconds: float = Field(default=60, gt=0, le=600)
    deadline_seconds: float = Field(default=600, gt=0, le=7200)
    key_max_age_days: int = Field(default=365, ge=1, le=3650)


class Books(Part):
    ward: str = ""
    master: str = ""
    survey: str = ""
    survey_tab: str = ""
    survey_link: str = ""


class Recipients(Part):
    report: tuple[Email, ...] = ()
    report_copy: tuple[Email, ...] = ()
    city: tuple[Email, ...] = ()
    urgent: tuple[Email, ...] = ()
    approval: tuple[Email, ...] = ()


class Mail(Part):
    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: MaybeEmail = ""
    sender_name: str = ""
    reply_to: MaybeEmail = ""
    outbox: Path = Path("outbox")
    per_minute: int = Field(default=20, ge=1, le=600)
    timeout_seconds: float = Field(default=60, gt=0, le=600)
    copy_mailbox: str = ""
    recipients: Recipients = Recipients()

    @model_validator(mode="after")
    def _has_a_sender(self) -> Mail:
        if self.host and not self.sender:
            raise PydanticCustomError("mail_sender", "a mail host needs a sender", {"at": "sender"})
        return self


class Report(Part):
    """The frame of a report (Decree 30/2020/NĐ-CP). Empty means: the words of ``templates/report/form.yaml``."""

    superior: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    number_mark: str = ""
    addressees: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    signer_lines: tuple[str, ...] = ()
    signer_name: str = ""
    received_by: tuple[str, ...] = ()


class Approval(Part):
    mode: Literal["none", "ask", "required"] = "none"
    draft_days: int = Field(default=3, ge=0, le=20)
    decide_time: Hour = time(16, 0)


class Keeper(Part):
    name: str = ""
    email: MaybeEmail = ""
    phone: str = ""
    ping_url: Url = SecretStr("")
    alert_after_hours: int = Field(default=36, ge=1, le=24 * 60)


class Files(Part):
    state: Path = Path("state")
    out: Path = Path("out")
    logs: Path = Path("state/logs")
    backups: Path = Path("state/backups")


class Run(Part):
    executor: Literal["threads", "serial", "dask"] = "threads"
    workers: int = Field(default=4, ge=1, le=64)
    dask_address: str = ""
