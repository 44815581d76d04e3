-- The outbox: what is to be sent, to whom, and how far it got. One row of `deliveries` is one person and one matter.
CREATE TABLE IF NOT EXISTS messages (
  message_id TEXT PRIMARY KEY,
  ward TEXT NOT NULL, period TEXT NOT NULL, kind TEXT NOT NULL, revision INTEGER NOT NULL,
  recipient TEXT NOT NULL,      -- a role or a group's code
  sender TEXT NOT NULL, subject TEXT NOT NULL,
  figures TEXT NOT NULL,        -- key figures as sent (JSON), to say later what changed
  snapshot TEXT NOT NULL,
  created_at TEXT NOT NULL, deadline TEXT NOT NULL,
  variant INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS variants (
  message_id TEXT NOT NULL REFERENCES messages ON DELETE CASCADE,
  rank INTEGER NOT NULL,        -- 0 is whole; the higher, the smaller
  body BLOB NOT NULL,
  PRIMARY KEY (message_id, rank)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deliveries (
  delivery_id TEXT PRIMARY KEY, -- f(ward, period, kind, revision, address)
  message_id TEXT NOT NULL,
  period TEXT NOT NULL, kind TEXT NOT NULL, revision INTEGER NOT NULL,
  recipient TEXT NOT NULL, address TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'claimed', 'sent', 'failed', 'unknown')),
  phase TEXT NOT NULL DEFAULT '',
  tries INTEGER NOT NULL DEFAULT 0,
  next_try TEXT NOT NULL DEFAULT '',
  code INTEGER NOT NULL DEFAULT 0,
  reply TEXT NOT NULL DEFAULT '',
  changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_message ON deliveries (message_id);
CREATE INDEX IF NOT EXISTS by_state ON deliveries (state, next_try);
