-- documents.sqlite, version 2: what the copies of a text are found by, and how
-- documents and events were grouped.

CREATE TABLE sketches (
  document INTEGER PRIMARY KEY REFERENCES documents, -- the document
  credit   TEXT NOT NULL, -- who is named in its first line as the source of the text, '' if nobody
  sketch   BLOB NOT NULL  -- hashes of its five-word pieces, the lowest 64, 8 bytes each, little-endian
) STRICT;

CREATE TABLE groupings (
  batch   INTEGER PRIMARY KEY REFERENCES batches, -- the commit that brought it; it holds no documents
  changes BLOB NOT NULL -- the rows it adds to document_stories and event_clusters, JSON, one zstd frame
) STRICT;
