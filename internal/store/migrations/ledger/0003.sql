-- ledger.duckdb, version 3: what kind of claim it is and whose, what contests it,
-- red lines, and who holds it. NULL in claims added before.

ALTER TABLE claims ADD COLUMN kind VARCHAR;
ALTER TABLE claims ADD COLUMN subjects VARCHAR[];
ALTER TABLE claims ADD COLUMN holder_kind VARCHAR;
ALTER TABLE claims ADD COLUMN holder_affiliation VARCHAR;
ALTER TABLE claims ADD COLUMN holder_state BOOLEAN;
ALTER TABLE claims ADD COLUMN veracity VARCHAR;
ALTER TABLE claims ADD COLUMN attribution VARCHAR;
ALTER TABLE claims ADD COLUMN hedges VARCHAR[];
ALTER TABLE claims ADD COLUMN contests VARCHAR[];
ALTER TABLE claims ADD COLUMN contested_by VARCHAR[];
ALTER TABLE claims ADD COLUMN line_condition VARCHAR;
ALTER TABLE claims ADD COLUMN watch_types VARCHAR[];
ALTER TABLE claims ADD COLUMN watch_contexts VARCHAR[];
ALTER TABLE claims ADD COLUMN watch_parties VARCHAR[];
COMMENT ON COLUMN claims.id IS 'stable name: same document, same id; the same words may be two claims of one document by two kinds';
COMMENT ON COLUMN claims.kind IS 'red_line, want, fear, relation, trait, gloss, headline, ... (open list); NULL if a plain statement';
COMMENT ON COLUMN claims.subjects IS 'ids of those whose red line, want, fear, relation or trait it is; NULL if none';
COMMENT ON COLUMN claims.holder_kind IS 'person, group, state, institution, document, article; NULL if not known';
COMMENT ON COLUMN claims.holder_affiliation IS 'body the holder speaks for or is of: its id, else its name; NULL if not stated';
COMMENT ON COLUMN claims.holder_state IS 'the holder speaks for a state; NULL if not known';
COMMENT ON COLUMN claims.veracity IS 'what the verb of saying tells of the writer: fact, open; NULL if nothing';
COMMENT ON COLUMN claims.attribution IS 'the words that say who says it; NULL for the writer';
COMMENT ON COLUMN claims.hedges IS 'words that soften it; NULL if none';
COMMENT ON COLUMN claims.contests IS 'ids of the claims and events it denies or disputes; NULL if none';
COMMENT ON COLUMN claims.contested_by IS 'ids of the claims and events that deny or dispute it; NULL if none';
COMMENT ON COLUMN claims.line_condition IS 'of a red line, what is ruled out, in the words of the text';
COMMENT ON COLUMN claims.watch_types IS 'of a red line, PLOVER types to watch for';
COMMENT ON COLUMN claims.watch_contexts IS 'of a red line, contexts to watch for';
COMMENT ON COLUMN claims.watch_parties IS 'of a red line, actors named in the condition';

CREATE VIEW current_claims AS
  SELECT c.*, d.id AS document FROM claims c JOIN current_documents d ON d.coding = c.coding;
COMMENT ON VIEW current_claims IS 'The claims of current_documents.';
COMMENT ON COLUMN current_claims.document IS 'id of the document';

CREATE VIEW export_claims AS
  SELECT c.id, c.date, c.date_first, c.date_last, c.holder, c.holder_kind, c.holder_actor, c.holder_country, c.holder_affiliation,
    c.holder_state, c.anonymous, c.mode, c.stance, c.negated, c.veracity, c.kind,
    array_to_string(c.subjects, ';') AS subjects, array_to_string(c.about, ';') AS about, array_to_string(c.hedges, ';') AS hedges,
    array_to_string(c.events, ';') AS events, array_to_string(c.contests, ';') AS contests, array_to_string(c.contested_by, ';') AS contested_by,
    c.line_condition, array_to_string(c.watch_types, ';') AS watch_types, array_to_string(c.watch_contexts, ';') AS watch_contexts,
    array_to_string(c.watch_parties, ';') AS watch_parties,
    c.words, c.begin_byte, c.end_byte, c.attribution,
    d.codebook, b.program, d.id AS document, d.title, d.publisher, d.url, d.published, d.published_basis, d.lang, c.position
  FROM claims c JOIN current_documents d ON d.coding = c.coding JOIN batches b ON b.batch = d.batch;
COMMENT ON VIEW export_claims IS 'What entente export --claims writes: one row a claim of current_claims, in order of day, document and position. Lists are joined by ;.';
COMMENT ON COLUMN current_claims.id IS 'stable name: same document, same id';
COMMENT ON COLUMN current_claims.kind IS 'red_line, want, fear, relation, trait, gloss, headline, ... (open list); NULL if a plain statement';
COMMENT ON COLUMN current_claims.mode IS 'quote, paraphrase, narration, question';
COMMENT ON COLUMN current_claims.date IS 'when it was said, EDTF; NULL if unknown';
COMMENT ON COLUMN current_claims.words IS 'the words themselves';
COMMENT ON COLUMN current_claims.contested_by IS 'ids of the claims and events that deny or dispute it; NULL if none';
COMMENT ON COLUMN current_claims.begin_byte IS 'first byte of words in the stored text';
COMMENT ON COLUMN current_claims.position IS 'from 0, in the order of the document';
COMMENT ON COLUMN export_claims.id IS 'stable name: same document, same id';
COMMENT ON COLUMN export_claims.kind IS 'red_line, want, fear, relation, trait, gloss, headline, ... (open list); NULL if a plain statement';
COMMENT ON COLUMN export_claims.mode IS 'quote, paraphrase, narration, question';
COMMENT ON COLUMN export_claims.date IS 'when it was said, EDTF; NULL if unknown';
COMMENT ON COLUMN export_claims.words IS 'the words themselves';
COMMENT ON COLUMN export_claims.contested_by IS 'ids of the claims and events that deny or dispute it; NULL if none';
COMMENT ON COLUMN export_claims.begin_byte IS 'first byte of words in the stored text';
COMMENT ON COLUMN export_claims.position IS 'from 0, in the order of the document';
