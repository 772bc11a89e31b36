-- ledger.duckdb, version 1: what can be counted. Rows are added and never
-- changed; a new coding of a document names the one it supersedes. Every row
-- here can be derived again from documents.sqlite, batch by batch.
--
-- No indexes and no keys: at a hundred million rows they cost more than they
-- give. Numbers are given in order of arrival, so that DuckDB's min and max of
-- each row group find them; uniqueness is kept by documents.sqlite.

CREATE TABLE meta (key VARCHAR NOT NULL, value VARCHAR NOT NULL);
COMMENT ON TABLE meta IS 'What the file is.';
COMMENT ON COLUMN meta.key IS '"schema": the version of these tables; "ledger": the name both files of one ledger bear';
COMMENT ON COLUMN meta.value IS 'its value';

CREATE TABLE batches (
  batch BIGINT NOT NULL, added TIMESTAMP NOT NULL, program VARCHAR NOT NULL, codebook VARCHAR NOT NULL,
  documents BIGINT NOT NULL, events BIGINT NOT NULL, parties BIGINT NOT NULL, evidence BIGINT NOT NULL,
  claims BIGINT NOT NULL, actors_seen BIGINT NOT NULL
);
COMMENT ON TABLE batches IS 'One row a commit: who added what, and how many rows of each table, against which the file is checked when opened.';
COMMENT ON COLUMN batches.batch IS 'number of the commit, from 1 without a gap';
COMMENT ON COLUMN batches.added IS 'when it was added, UTC';
COMMENT ON COLUMN batches.program IS 'the program and its version';
COMMENT ON COLUMN batches.codebook IS 'the codebook, name@version';
COMMENT ON COLUMN batches.documents IS 'rows of documents in this batch';
COMMENT ON COLUMN batches.events IS 'rows of events in this batch';
COMMENT ON COLUMN batches.parties IS 'rows of parties in this batch';
COMMENT ON COLUMN batches.evidence IS 'rows of evidence in this batch';
COMMENT ON COLUMN batches.claims IS 'rows of claims in this batch';
COMMENT ON COLUMN batches.actors_seen IS 'rows of actors_seen in this batch';

CREATE TABLE documents (
  coding BIGINT NOT NULL, batch BIGINT NOT NULL, supersedes BIGINT, id VARCHAR NOT NULL, codebook VARCHAR NOT NULL,
  file VARCHAR, url VARCHAR, title VARCHAR, lang VARCHAR,
  published VARCHAR, published_first DATE, published_last DATE, published_basis VARCHAR,
  publisher VARCHAR, byline VARCHAR, tags VARCHAR[], bytes BIGINT NOT NULL
);
COMMENT ON TABLE documents IS 'One row each time a document was coded.';
COMMENT ON COLUMN documents.coding IS 'number of the coding; events, claims and actors_seen refer to it';
COMMENT ON COLUMN documents.batch IS 'the batch that brought it';
COMMENT ON COLUMN documents.supersedes IS 'the earlier coding of the same document that this one replaces; NULL if none';
COMMENT ON COLUMN documents.id IS 'hash of the content, hex: same bytes, same id';
COMMENT ON COLUMN documents.codebook IS 'the codebook, name@version';
COMMENT ON COLUMN documents.file IS 'name of the file it was read from; NULL if none';
COMMENT ON COLUMN documents.url IS 'address; NULL if not stated';
COMMENT ON COLUMN documents.title IS 'title; NULL if not stated';
COMMENT ON COLUMN documents.lang IS 'language, BCP 47; NULL if unknown';
COMMENT ON COLUMN documents.published IS 'date of publication, EDTF; NULL if unknown';
COMMENT ON COLUMN documents.published_first IS 'first day of published; NULL if open or unknown';
COMMENT ON COLUMN documents.published_last IS 'last day of published; NULL if open or unknown';
COMMENT ON COLUMN documents.published_basis IS 'how published is known: given, metadata, inferred, unknown';
COMMENT ON COLUMN documents.publisher IS 'who published it; NULL if not stated';
COMMENT ON COLUMN documents.byline IS 'who wrote it; NULL if not stated';
COMMENT ON COLUMN documents.tags IS 'tags printed with it; NULL if none';
COMMENT ON COLUMN documents.bytes IS 'length of the stored text';

CREATE TABLE events (
  event BIGINT NOT NULL, coding BIGINT NOT NULL, id VARCHAR NOT NULL,
  type VARCHAR NOT NULL, mode VARCHAR, contexts VARCHAR[], quad TINYINT, scale DOUBLE, kind VARCHAR,
  reciprocal BOOLEAN NOT NULL, status VARCHAR,
  date VARCHAR, date_first DATE, date_last DATE, date_basis VARCHAR,
  place INTEGER, place_id VARCHAR, place_name VARCHAR, place_country VARCHAR, place_admin1 VARCHAR, place_precision VARCHAR,
  count INTEGER, recurrence VARCHAR, contested_by VARCHAR[], flags VARCHAR[], rule VARCHAR, confidence DOUBLE
);
COMMENT ON TABLE events IS 'One row an event: one act told in one document, as one codebook reads it.';
COMMENT ON COLUMN events.event IS 'number of the event; parties and evidence refer to it';
COMMENT ON COLUMN events.coding IS 'the coding it belongs to';
COMMENT ON COLUMN events.id IS 'stable name: same document and codebook, same id';
COMMENT ON COLUMN events.type IS 'PLOVER event type';
COMMENT ON COLUMN events.mode IS 'PLOVER mode; NULL if none';
COMMENT ON COLUMN events.contexts IS 'PLOVER contexts; NULL if none';
COMMENT ON COLUMN events.quad IS '1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict; NULL if none';
COMMENT ON COLUMN events.scale IS 'conflict-cooperation score of type and mode, -10 to +10';
COMMENT ON COLUMN events.kind IS 'what the ledger calls it: agreement, visit, base, debt, ...; NULL if none';
COMMENT ON COLUMN events.reciprocal IS 'source and target both act; counted once';
COMMENT ON COLUMN events.status IS 'actual, ongoing, announced, planned, future, hypothetical, negated, historical';
COMMENT ON COLUMN events.date IS 'when, EDTF; NULL if unknown';
COMMENT ON COLUMN events.date_first IS 'first day of date; NULL if open or unknown';
COMMENT ON COLUMN events.date_last IS 'last day of date; NULL if open or unknown';
COMMENT ON COLUMN events.date_basis IS 'how date is known: stated, relative, inferred, publication, unknown';
COMMENT ON COLUMN events.place IS 'index into the places of the document; NULL if none';
COMMENT ON COLUMN events.place_id IS 'gazetteer id of the place; NULL if none';
COMMENT ON COLUMN events.place_name IS 'name of the place; NULL if none';
COMMENT ON COLUMN events.place_country IS 'ISO 3166-1 alpha-3, of a border both with / between; NULL if none';
COMMENT ON COLUMN events.place_admin1 IS 'ISO 3166-2; NULL if none';
COMMENT ON COLUMN events.place_precision IS 'city, province, border, state, region; NULL if no place';
COMMENT ON COLUMN events.count IS 'how many acts an aggregate stands for; NULL if it is one';
COMMENT ON COLUMN events.recurrence IS 'ISO 8601 duration between repeats; NULL if it does not recur';
COMMENT ON COLUMN events.contested_by IS 'ids of the events that deny or dispute it; NULL if none';
COMMENT ON COLUMN events.flags IS 'secret, first, low_key, ...; NULL if none';
COMMENT ON COLUMN events.rule IS 'id of the codebook rule or model that decided';
COMMENT ON COLUMN events.confidence IS '0 to 1';

CREATE TABLE parties (
  event BIGINT NOT NULL, side VARCHAR NOT NULL, position INTEGER NOT NULL,
  actor VARCHAR, country VARCHAR, sector VARCHAR, name VARCHAR, mention INTEGER
);
COMMENT ON TABLE parties IS 'One row an actor of an event.';
COMMENT ON COLUMN parties.event IS 'the event';
COMMENT ON COLUMN parties.side IS 'source: who acted; target: whom the act was directed at';
COMMENT ON COLUMN parties.position IS 'from 0, in the order of the side';
COMMENT ON COLUMN parties.actor IS 'id of the actor; NULL if not known';
COMMENT ON COLUMN parties.country IS 'state it acts for, ISO 3166-1 alpha-3; NULL if none';
COMMENT ON COLUMN parties.sector IS 'PLOVER sector; NULL if not known';
COMMENT ON COLUMN parties.name IS 'canonical name; NULL if none';
COMMENT ON COLUMN parties.mention IS 'index into the mentions of the document; NULL if implied';

CREATE TABLE evidence (
  event BIGINT NOT NULL, position INTEGER NOT NULL, begin_byte BIGINT NOT NULL, end_byte BIGINT NOT NULL,
  sentence INTEGER NOT NULL, kind VARCHAR, trigger_begin BIGINT, trigger_end BIGINT, words VARCHAR NOT NULL
);
COMMENT ON TABLE evidence IS 'One row a stretch of text that tells of an event. Every event has one.';
COMMENT ON COLUMN evidence.event IS 'the event';
COMMENT ON COLUMN evidence.position IS 'from 0, in the order of the event';
COMMENT ON COLUMN evidence.begin_byte IS 'first byte in the stored text';
COMMENT ON COLUMN evidence.end_byte IS 'byte after the last';
COMMENT ON COLUMN evidence.sentence IS 'index into the sentences of the document';
COMMENT ON COLUMN evidence.kind IS 'body, caption, headline, quote';
COMMENT ON COLUMN evidence.trigger_begin IS 'first byte of the words that name the act; NULL if none';
COMMENT ON COLUMN evidence.trigger_end IS 'byte after the last of them; NULL if none';
COMMENT ON COLUMN evidence.words IS 'the words themselves';

CREATE TABLE claims (
  coding BIGINT NOT NULL, position INTEGER NOT NULL, id VARCHAR NOT NULL,
  holder VARCHAR, holder_actor VARCHAR, holder_country VARCHAR, anonymous BOOLEAN NOT NULL,
  mode VARCHAR, stance VARCHAR, negated BOOLEAN NOT NULL, begin_byte BIGINT NOT NULL, end_byte BIGINT NOT NULL,
  about VARCHAR[], date VARCHAR, date_first DATE, date_last DATE, events VARCHAR[], words VARCHAR NOT NULL
);
COMMENT ON TABLE claims IS 'One row a claim: something said, with its owner.';
COMMENT ON COLUMN claims.coding IS 'the coding it belongs to';
COMMENT ON COLUMN claims.position IS 'from 0, in the order of the document';
COMMENT ON COLUMN claims.id IS 'stable name: same document and codebook, same id';
COMMENT ON COLUMN claims.holder IS 'whose word it is; article for the writer';
COMMENT ON COLUMN claims.holder_actor IS 'id of the actor who holds it; NULL if none';
COMMENT ON COLUMN claims.holder_country IS 'state the holder acts for; NULL if none';
COMMENT ON COLUMN claims.anonymous IS 'the holder is not named';
COMMENT ON COLUMN claims.mode IS 'quote, paraphrase, narration, question';
COMMENT ON COLUMN claims.stance IS 'asserts, denies, doubts, asks, predicts';
COMMENT ON COLUMN claims.negated IS 'the proposition is denied';
COMMENT ON COLUMN claims.begin_byte IS 'first byte in the stored text';
COMMENT ON COLUMN claims.end_byte IS 'byte after the last';
COMMENT ON COLUMN claims.about IS 'ids of the actors it speaks of; NULL if none';
COMMENT ON COLUMN claims.date IS 'when it was said, EDTF; NULL if unknown';
COMMENT ON COLUMN claims.date_first IS 'first day of date; NULL if open or unknown';
COMMENT ON COLUMN claims.date_last IS 'last day of date; NULL if open or unknown';
COMMENT ON COLUMN claims.events IS 'ids of the events it speaks of; NULL if none';
COMMENT ON COLUMN claims.words IS 'the words themselves';

CREATE TABLE actors_seen (
  coding BIGINT NOT NULL, actor VARCHAR, country VARCHAR, kind VARCHAR, sector VARCHAR, name VARCHAR, mentions INTEGER NOT NULL
);
COMMENT ON TABLE actors_seen IS 'One row an actor named in a document, with how often. Mentions that name neither actor nor country are not here.';
COMMENT ON COLUMN actors_seen.coding IS 'the coding it belongs to';
COMMENT ON COLUMN actors_seen.actor IS 'id of the actor; NULL if not known';
COMMENT ON COLUMN actors_seen.country IS 'state it acts for; NULL if none';
COMMENT ON COLUMN actors_seen.kind IS 'state, government, organisation, group, person, unit, collective, other';
COMMENT ON COLUMN actors_seen.sector IS 'PLOVER sector; NULL if not known';
COMMENT ON COLUMN actors_seen.name IS 'canonical name; NULL if none';
COMMENT ON COLUMN actors_seen.mentions IS 'mentions in the document';

CREATE VIEW current_documents AS
  SELECT * FROM documents d
  WHERE NOT EXISTS (SELECT 1 FROM documents s WHERE s.supersedes = d.coding);
COMMENT ON VIEW current_documents IS 'The documents as last coded: rows of documents that none supersedes.';

CREATE VIEW current_events AS
  SELECT * FROM events e
  WHERE NOT EXISTS (SELECT 1 FROM documents s WHERE s.supersedes = e.coding);
COMMENT ON VIEW current_events IS 'The events of current_documents.';

CREATE VIEW dyads AS
  SELECT DISTINCT e.event, coalesce(s.country, s.actor) AS source, coalesce(t.country, t.actor) AS target,
    e.type, e.quad, e.scale, e.kind, e.status, e.reciprocal, e.date_first, e.date_last
  FROM current_events e
  JOIN parties s ON s.event = e.event AND s.side = 'source'
  JOIN parties t ON t.event = e.event
    AND (t.side = 'target' OR (e.reciprocal AND t.position > s.position))
  WHERE coalesce(s.country, s.actor) <> coalesce(t.country, t.actor);
COMMENT ON VIEW dyads IS 'Current events spread into pairs for counting: each source with each target and, where all act, each pair of sources. Count distinct events.';
COMMENT ON COLUMN dyads.event IS 'the event';
COMMENT ON COLUMN dyads.source IS 'country of the source, or its id where it acts for no state';
COMMENT ON COLUMN dyads.target IS 'country of the target, or its id where it acts for no state';

CREATE VIEW export_events AS
  WITH sides AS (
    SELECT event, side,
      nullif(string_agg(coalesce(actor, country, ''), ';' ORDER BY position), '') AS actors,
      nullif(string_agg(coalesce(country, ''), ';' ORDER BY position), '') AS countries,
      nullif(string_agg(coalesce(sector, ''), ';' ORDER BY position), '') AS sectors,
      nullif(string_agg(replace(coalesce(name, ''), ';', ','), ';' ORDER BY position), '') AS names
    FROM parties GROUP BY event, side)
  SELECT e.id, e.date, e.date_first, e.date_last, e.date_basis, e.type, e.mode,
    array_to_string(e.contexts, ';') AS contexts, e.quad, e.scale, e.kind, e.status, e.reciprocal,
    s.actors AS source, s.countries AS source_country, s.sectors AS source_sector, s.names AS source_name,
    t.actors AS target, t.countries AS target_country, t.sectors AS target_sector, t.names AS target_name,
    e.place_name, e.place_id, e.place_country, e.place_admin1, e.place_precision,
    e.count, e.recurrence, array_to_string(e.flags, ';') AS flags, array_to_string(e.contested_by, ';') AS contested_by,
    v.words, v.begin_byte, v.end_byte, v.kind AS evidence_kind, (SELECT count(*) FROM evidence n WHERE n.event = e.event) AS evidence_count,
    e.rule, e.confidence, d.codebook, b.program, d.id AS document, d.title, d.publisher, d.url, d.published, d.published_basis, d.lang
  FROM current_events e
  JOIN documents d ON d.coding = e.coding
  JOIN batches b ON b.batch = d.batch
  JOIN evidence v ON v.event = e.event AND v.position = 0
  LEFT JOIN sides s ON s.event = e.event AND s.side = 'source'
  LEFT JOIN sides t ON t.event = e.event AND t.side = 'target';
COMMENT ON VIEW export_events IS 'What entente export writes: one row an event of current_events, in order of day and id. Lists are joined by ; in one order, so that the columns of a side can be read together.';
COMMENT ON COLUMN export_events.source IS 'ids of who acted, or their countries where an id is not known';
COMMENT ON COLUMN export_events.source_country IS 'their countries';
COMMENT ON COLUMN export_events.source_sector IS 'their sectors';
COMMENT ON COLUMN export_events.source_name IS 'their names; a ; in a name is written as a comma';
COMMENT ON COLUMN export_events.target IS 'ids of whom the act was directed at, or their countries';
COMMENT ON COLUMN export_events.target_country IS 'their countries';
COMMENT ON COLUMN export_events.target_sector IS 'their sectors';
COMMENT ON COLUMN export_events.target_name IS 'their names';
COMMENT ON COLUMN export_events.words IS 'the first words of the document that tell of the event';
COMMENT ON COLUMN export_events.begin_byte IS 'first byte of words in the stored text';
COMMENT ON COLUMN export_events.end_byte IS 'byte after the last';
COMMENT ON COLUMN export_events.evidence_kind IS 'where the words stand: body, caption, headline, quote';
COMMENT ON COLUMN export_events.evidence_count IS 'how many stretches of the document tell of it';
COMMENT ON COLUMN export_events.program IS 'the program that made it, and its version';
COMMENT ON COLUMN export_events.document IS 'id of the document';
