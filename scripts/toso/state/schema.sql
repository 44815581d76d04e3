-- Version 2. Times are ISO 8601 with offset; ids are Google's file ids.
CREATE TABLE cursors (
  book_id TEXT PRIMARY KEY, modified TEXT NOT NULL, content_hash TEXT NOT NULL, seen_at TEXT NOT NULL
) STRICT;
CREATE TABLE summaries (
  period TEXT NOT NULL, group_code TEXT NOT NULL, content_hash TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (period, group_code)
) STRICT;
CREATE TABLE snapshots (
  period TEXT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL, frozen_at TEXT NOT NULL, body TEXT NOT NULL, extra TEXT NOT NULL,
  PRIMARY KEY (period, kind)
) STRICT;
CREATE TRIGGER snapshots_stay BEFORE UPDATE ON snapshots BEGIN SELECT RAISE(ABORT, 'a snapshot is never changed'); END;
CREATE TABLE done (
  job TEXT NOT NULL, period TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (job, period)
) STRICT;
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, job TEXT NOT NULL, period TEXT NOT NULL, started TEXT NOT NULL, ended TEXT, exit_code INTEGER, note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX runs_by_job ON runs (job, ended);
CREATE TABLE reminders (
  period TEXT NOT NULL, recipient TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (period, recipient, day)
) STRICT;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
