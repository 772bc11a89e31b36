-- ledger.duckdb, version 4: what is exported says which act an event tells of and
-- which story its document belongs to; superseded events can be exported too.

DROP VIEW export_events;

CREATE VIEW export_rows AS
  WITH sides AS (
    SELECT event, side,
      nullif(string_agg(coalesce(actor, country, ''), ';' ORDER BY position), '') AS actors,
      nullif(string_agg(coalesce(country, ''), ';' ORDER BY position), '') AS countries,
      nullif(string_agg(coalesce(sector, ''), ';' ORDER BY position), '') AS sectors,
      nullif(string_agg(replace(coalesce(name, ''), ';', ','), ';' ORDER BY position), '') AS names
    FROM parties GROUP BY event, side),
  acts AS (SELECT event, arg_max(cluster, batch) AS cluster FROM event_clusters GROUP BY event)
  SELECT e.event, EXISTS (SELECT 1 FROM documents x WHERE x.supersedes = e.coding) AS superseded,
    e.id, coalesce(a.cluster, e.id) AS cluster, e.date, e.date_first, e.date_last, e.date_basis, e.type, e.mode,
    array_to_string(e.contexts, ';') AS contexts, e.quad, e.scale, e.kind, e.status, e.reciprocal,
    s.actors AS source, s.countries AS source_country, s.sectors AS source_sector, s.names AS source_name,
    t.actors AS target, t.countries AS target_country, t.sectors AS target_sector, t.names AS target_name,
    e.place_name, e.place_id, e.place_country, e.place_admin1, e.place_precision,
    e.count, e.recurrence, array_to_string(e.flags, ';') AS flags, array_to_string(e.contested_by, ';') AS contested_by,
    v.words, v.begin_byte, v.end_byte, v.kind AS evidence_kind, (SELECT count(*) FROM evidence n WHERE n.event = e.event) AS evidence_count,
    e.rule, e.confidence, d.codebook, b.program, d.id AS document, coalesce(y.story, d.id) AS story, y.kin AS story_kin, y.origin,
    d.title, d.publisher, d.url, d.published, d.published_basis, d.lang
  FROM events e
  JOIN documents d ON d.coding = e.coding
  JOIN batches b ON b.batch = d.batch
  JOIN evidence v ON v.event = e.event AND v.position = 0
  LEFT JOIN acts a ON a.event = e.event
  LEFT JOIN current_stories y ON y.document = d.id
  LEFT JOIN sides s ON s.event = e.event AND s.side = 'source'
  LEFT JOIN sides t ON t.event = e.event AND t.side = 'target';
COMMENT ON VIEW export_rows IS 'export_events with the events that a later coding of their document superseded.';
COMMENT ON COLUMN export_rows.superseded IS 'a later coding of the document replaces it';
COMMENT ON COLUMN export_rows.cluster IS 'the act it tells of: count distinct clusters to count acts and not reports';
COMMENT ON COLUMN export_rows.source IS 'ids of who acted, or their countries where an id is not known';
COMMENT ON COLUMN export_rows.source_country IS 'their countries';
COMMENT ON COLUMN export_rows.source_sector IS 'their sectors';
COMMENT ON COLUMN export_rows.source_name IS 'their names; a ; in a name is written as a comma';
COMMENT ON COLUMN export_rows.target IS 'ids of whom the act was directed at, or their countries';
COMMENT ON COLUMN export_rows.target_country IS 'their countries';
COMMENT ON COLUMN export_rows.target_sector IS 'their sectors';
COMMENT ON COLUMN export_rows.target_name IS 'their names';
COMMENT ON COLUMN export_rows.words IS 'the first words of the document that tell of the event';
COMMENT ON COLUMN export_rows.begin_byte IS 'first byte of words in the stored text';
COMMENT ON COLUMN export_rows.end_byte IS 'byte after the last';
COMMENT ON COLUMN export_rows.evidence_kind IS 'where the words stand: body, caption, headline, quote';
COMMENT ON COLUMN export_rows.evidence_count IS 'how many stretches of the document tell of it';
COMMENT ON COLUMN export_rows.program IS 'the program that made it, and its version';
COMMENT ON COLUMN export_rows.document IS 'id of the document';
COMMENT ON COLUMN export_rows.story IS 'the story its document belongs to: copies of a text and what takes it over have one';
COMMENT ON COLUMN export_rows.story_kin IS 'how the document belongs to it: first, copy, derived, alone; NULL if nothing else is of it';
COMMENT ON COLUMN export_rows.origin IS 'the agency it names as its source; NULL if none';

CREATE VIEW export_events AS SELECT * EXCLUDE (event, superseded) FROM export_rows WHERE NOT superseded;
COMMENT ON VIEW export_events IS 'What entente export writes: one row an event of current_events, in order of day and id. Lists are joined by ; in one order, so that the columns of a side can be read together.';
COMMENT ON COLUMN export_events.cluster IS 'the act it tells of: count distinct clusters to count acts and not reports';
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
COMMENT ON COLUMN export_events.story IS 'the story its document belongs to: copies of a text and what takes it over have one';
COMMENT ON COLUMN export_events.story_kin IS 'how the document belongs to it: first, copy, derived, alone; NULL if nothing else is of it';
COMMENT ON COLUMN export_events.origin IS 'the agency it names as its source; NULL if none';
