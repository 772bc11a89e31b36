-- documents.sqlite, version 1: what was read, and what the coder made of it.
-- This file is written first and holds everything the ledger is derived from.

CREATE TABLE meta (
  key   TEXT PRIMARY KEY, -- "ledger": the name both files of one ledger bear
  value TEXT NOT NULL     -- its value
) STRICT, WITHOUT ROWID;

CREATE TABLE batches (
  batch    INTEGER PRIMARY KEY, -- number of the commit, from 1 without a gap
  added    TEXT NOT NULL,       -- when it was added, RFC 3339 in UTC
  program  TEXT NOT NULL,       -- the program and its version
  codebook TEXT NOT NULL        -- name@version
) STRICT;

CREATE TABLE documents (
  document INTEGER PRIMARY KEY,     -- number of the document, and its rowid in search
  id       TEXT NOT NULL UNIQUE,    -- hash of the content, hex
  batch    INTEGER NOT NULL REFERENCES batches, -- the batch that brought it first
  title    TEXT NOT NULL,           -- as stated, '' if none
  bytes    INTEGER NOT NULL,        -- length of the stored text
  text     BLOB NOT NULL            -- the stored text, one zstd frame
) STRICT;

CREATE TABLE codings (
  coding     INTEGER PRIMARY KEY,   -- number of the coding, the same in ledger.duckdb
  document   INTEGER NOT NULL REFERENCES documents, -- what was coded
  codebook   TEXT NOT NULL,         -- by which codebook, name@version
  batch      INTEGER NOT NULL REFERENCES batches, -- the batch that brought it
  supersedes INTEGER REFERENCES codings, -- the coding of the same document it replaces
  coded      BLOB NOT NULL,         -- the line of `entente code` without its text, one zstd frame
  UNIQUE (document, codebook)
) STRICT;

CREATE INDEX codings_by_batch ON codings (batch);

-- The words of title and text. Contentless: the texts are kept once, above.
CREATE VIRTUAL TABLE search USING fts5 (
  title, text, content = '', tokenize = "porter unicode61 remove_diacritics 2"
);
