"""Tổ số: a ward's community digital technology plan, kept with Google Sheets, cron and e-mail."""

__version__ = "0.1.0"
