"""The options of ``toso init`` that are settings."""

FLAGS = {
    "ward": "ward.name",
    "city": "ward.city",
    "code": "ward.code",
    "department": "ward.department",
    "plan_start": "plan.start",
    "plan_end": "plan.end",
    "first_period": "periods.first",
    "auth": "google.auth",
    "credentials": "google.credentials",
    "impersonate": "google.impersonate",
    "endpoint": "google.endpoint",
    "ward_book": "books.ward",
    "master_book": "books.master",
    "mail_host": "mail.host",
    "mail_port": "mail.port",
    "mail_security": "mail.security",
    "mail_user": "mail.user",
    "mail_sender": "mail.sender",
    "report_to": "mail.recipients.report",
    "keeper_email": "keeper.email",
    "keeper_phone": "keeper.phone",
}
"""Option of ``toso init`` → setting."""
