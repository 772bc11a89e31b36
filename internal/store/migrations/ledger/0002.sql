-- ledger.duckdb, version 2: stories (copies of one text) and event clusters (one
-- act told by several documents). Both are worked out again from all documents;
-- only what changed is added, so that the history stays.

ALTER TABLE batches ADD COLUMN document_stories BIGINT DEFAULT 0;
ALTER TABLE batches ADD COLUMN event_clusters BIGINT DEFAULT 0;
COMMENT ON COLUMN batches.document_stories IS 'rows of document_stories in this batch';
COMMENT ON COLUMN batches.event_clusters IS 'rows of event_clusters in this batch';
COMMENT ON COLUMN batches.codebook IS 'the codebook, name@version; of a grouping, the method, name@version';

CREATE TABLE document_stories (
  batch BIGINT NOT NULL, document VARCHAR NOT NULL, story VARCHAR NOT NULL, kin VARCHAR NOT NULL,
  origin VARCHAR, origin_basis VARCHAR
);
COMMENT ON TABLE document_stories IS 'One row each time a document came into another story, or its origin became known. The last row of a document holds; a document without one is a story of its own.';
COMMENT ON COLUMN document_stories.batch IS 'the grouping that found it';
COMMENT ON COLUMN document_stories.document IS 'id of the document';
COMMENT ON COLUMN document_stories.story IS 'id of the first document of the story to have been added';
COMMENT ON COLUMN document_stories.kin IS 'first: nothing in the story is older; copy: of another in it, perhaps cut or retitled; derived: it takes over passages; alone: no other is left in the story';
COMMENT ON COLUMN document_stories.origin IS 'whose report the document is, where that is not its publisher: the agency it names; NULL if not known';
COMMENT ON COLUMN document_stories.origin_basis IS 'how origin is known: credit; NULL if it is not';

CREATE TABLE event_clusters (batch BIGINT NOT NULL, event BIGINT NOT NULL, cluster VARCHAR NOT NULL);
COMMENT ON TABLE event_clusters IS 'One row each time an event came into another cluster. The last row of an event holds; an event without one is a cluster of its own.';
COMMENT ON COLUMN event_clusters.batch IS 'the grouping that found it';
COMMENT ON COLUMN event_clusters.event IS 'the event';
COMMENT ON COLUMN event_clusters.cluster IS 'id of the event of the cluster that was added first';

CREATE VIEW current_stories AS
  SELECT document, arg_max(story, batch) AS story, arg_max(kin, batch) AS kin,
    arg_max(struct_pack(o := origin), batch).o AS origin
  FROM document_stories GROUP BY document;
COMMENT ON VIEW current_stories IS 'The last row of document_stories of each document.';

CREATE VIEW current_clusters AS
  SELECT e.event, e.id, coalesce(c.cluster, e.id) AS cluster, e.coding
  FROM current_events e
  LEFT JOIN (SELECT event, arg_max(cluster, batch) AS cluster FROM event_clusters GROUP BY event) c ON c.event = e.event;
COMMENT ON VIEW current_clusters IS 'Each of current_events with the cluster it belongs to. Count distinct clusters to count acts and not reports.';
