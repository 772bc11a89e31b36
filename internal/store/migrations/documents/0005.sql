-- documents.sqlite, version 5: which document is kin to which earlier one, so that
-- only what is new need be compared. It can be worked out again from sketches.

CREATE TABLE kin (
  document INTEGER NOT NULL REFERENCES documents, -- the later document
  other    INTEGER NOT NULL REFERENCES documents, -- an earlier one whose text it shares; not every one of them is named
  kin      TEXT NOT NULL,                         -- copy: the same text, perhaps cut or retitled; derived: it takes over passages
  PRIMARY KEY (document, other)
) STRICT, WITHOUT ROWID;
