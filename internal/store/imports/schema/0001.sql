CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
COMMENT ON TABLE meta IS 'What the file is.';
COMMENT ON COLUMN meta.key IS '"schema": the version of these tables';
COMMENT ON COLUMN meta.value IS 'its value';

CREATE TABLE batches (batch BIGINT NOT NULL, added TIMESTAMP NOT NULL, program VARCHAR NOT NULL, first_row BIGINT NOT NULL, rows BIGINT NOT NULL);
COMMENT ON TABLE batches IS 'One row a commit.';
COMMENT ON COLUMN batches.batch IS 'number of the commit, from 1 without a gap';
COMMENT ON COLUMN batches.added IS 'when it was added, UTC';
COMMENT ON COLUMN batches.program IS 'the program and its version';
COMMENT ON COLUMN batches.first_row IS 'number of the first row it brought';
COMMENT ON COLUMN batches.rows IS 'how many rows it brought';

CREATE TABLE files (file BIGINT NOT NULL, name VARCHAR NOT NULL, format VARCHAR NOT NULL, hash VARCHAR NOT NULL, bytes BIGINT NOT NULL, header VARCHAR NOT NULL, notes VARCHAR[]);
COMMENT ON TABLE files IS 'One row a file or entry of an archive that was imported.';
COMMENT ON COLUMN files.file IS 'number of the file';
COMMENT ON COLUMN files.name IS 'name as it was given; an entry of an archive is archive/entry';
COMMENT ON COLUMN files.format IS 'gdelt1, gdelt2, gdelt-mentions, icews, polecat, phoenix, plover, acled, synth';
COMMENT ON COLUMN files.hash IS 'hash of its bytes; empty for standard input';
COMMENT ON COLUMN files.bytes IS 'its length; 0 if not known';
COMMENT ON COLUMN files.header IS 'names of its columns, with tabs between; empty if it has no header';
COMMENT ON COLUMN files.notes IS 'what is to be said of it as a whole';

CREATE TABLE parts (batch BIGINT NOT NULL, file BIGINT NOT NULL, records BIGINT NOT NULL, first_row BIGINT NOT NULL, read BIGINT NOT NULL, kept BIGINT NOT NULL, known BIGINT NOT NULL, rejected BIGINT NOT NULL, mended BIGINT NOT NULL, done BOOLEAN NOT NULL);
COMMENT ON TABLE parts IS 'One row a part of a file within a batch. read = kept + known + rejected.';
COMMENT ON COLUMN parts.batch IS 'the batch that brought it';
COMMENT ON COLUMN parts.file IS 'the file';
COMMENT ON COLUMN parts.records IS 'records of the file that are dealt with, this part and those before; an interrupted import goes on from here';
COMMENT ON COLUMN parts.first_row IS 'number of the first row it brought';
COMMENT ON COLUMN parts.read IS 'rows read';
COMMENT ON COLUMN parts.kept IS 'rows that were new';
COMMENT ON COLUMN parts.known IS 'rows that were there already';
COMMENT ON COLUMN parts.rejected IS 'rows that are in rejects and nowhere else';
COMMENT ON COLUMN parts.mended IS 'rows that were put right, and kept or known';
COMMENT ON COLUMN parts.done IS 'the end of the file';

CREATE TABLE rejects (file BIGINT NOT NULL, line BIGINT NOT NULL, kept BOOLEAN NOT NULL, reason VARCHAR NOT NULL, text VARCHAR);
COMMENT ON TABLE rejects IS 'Lines that are no rows, and lines that had to be put right.';
COMMENT ON COLUMN rejects.file IS 'the file';
COMMENT ON COLUMN rejects.line IS 'number of the line, from 1';
COMMENT ON COLUMN rejects.kept IS 'it was put right and kept';
COMMENT ON COLUMN rejects.reason IS 'why, or what was put right';
COMMENT ON COLUMN rejects.text IS 'the line, shortened if very long; NULL if it was kept';

CREATE TABLE arrivals (row BIGINT NOT NULL, format UTINYINT NOT NULL, file BIGINT NOT NULL, line BIGINT NOT NULL, key UBIGINT NOT NULL, checksum UINTEGER NOT NULL);
COMMENT ON TABLE arrivals IS 'Where each row came from, in the order of arrival.';
COMMENT ON COLUMN arrivals.row IS 'number of the row, from 1 in order of arrival';
COMMENT ON COLUMN arrivals.format IS 'number of the format, see formats';
COMMENT ON COLUMN arrivals.file IS 'the file it came in first';
COMMENT ON COLUMN arrivals.line IS 'number of its line there';
COMMENT ON COLUMN arrivals.key IS 'what tells it from other rows of its format: the id of GDELT; id and day of ICEWS; else a hash of the id';
COMMENT ON COLUMN arrivals.checksum IS 'of the whole line';

CREATE TABLE lines (first_row BIGINT NOT NULL, rows INTEGER NOT NULL, bytes BIGINT NOT NULL, data BLOB NOT NULL);
COMMENT ON TABLE lines IS 'The lines of the rows as they stood in the files, in blocks.';
COMMENT ON COLUMN lines.first_row IS 'number of the first row of the block';
COMMENT ON COLUMN lines.rows IS 'how many rows';
COMMENT ON COLUMN lines.bytes IS 'their length';
COMMENT ON COLUMN lines.data IS 'one zstd frame; before each line its length as a varint';

CREATE TABLE formats (format UTINYINT NOT NULL, name VARCHAR NOT NULL);
COMMENT ON TABLE formats IS 'Numbers of the formats.';
COMMENT ON COLUMN formats.format IS 'the number';
COMMENT ON COLUMN formats.name IS 'the name, as in entente import';

CREATE TABLE flags (bit INTEGER NOT NULL, name VARCHAR NOT NULL);
COMMENT ON TABLE flags IS 'What is remarkable about a row.';
COMMENT ON COLUMN flags.bit IS 'its bit in flags of rows, from 0';
COMMENT ON COLUMN flags.name IS 'its name';

CREATE TABLE parties (party BIGINT NOT NULL, id VARCHAR NOT NULL);
COMMENT ON TABLE parties IS 'Countries and bodies that actors of rows speak for.';
COMMENT ON COLUMN parties.party IS 'the number';
COMMENT ON COLUMN parties.id IS 'ISO 3166-1 alpha-3; else our id, or the code or name of the data set';

CREATE TABLE actors (actor BIGINT NOT NULL, ontology VARCHAR NOT NULL, code VARCHAR, name VARCHAR, country VARCHAR, party VARCHAR, sectors VARCHAR, key BLOB NOT NULL);
COMMENT ON TABLE actors IS 'Actors as the data sets name them.';
COMMENT ON COLUMN actors.actor IS 'the number';
COMMENT ON COLUMN actors.ontology IS 'whose actor: gdelt, cameo, icews, polecat, acled, plover';
COMMENT ON COLUMN actors.code IS 'CAMEO code; NULL if none';
COMMENT ON COLUMN actors.name IS 'name; NULL if none';
COMMENT ON COLUMN actors.country IS 'ISO 3166-1 alpha-3; NULL if none or not known';
COMMENT ON COLUMN actors.party IS 'country or body it speaks for; NULL if neither';
COMMENT ON COLUMN actors.sectors IS 'sectors or types, as the data set has them; NULL if none';
COMMENT ON COLUMN actors.key IS 'the columns it was read from';

CREATE TABLE places (place BIGINT NOT NULL, name VARCHAR, country VARCHAR, admin1 VARCHAR, precision VARCHAR, latitude DOUBLE, longitude DOUBLE, key BLOB NOT NULL);
COMMENT ON TABLE places IS 'Places as the data sets name them.';
COMMENT ON COLUMN places.place IS 'the number';
COMMENT ON COLUMN places.name IS 'name; NULL if none';
COMMENT ON COLUMN places.country IS 'ISO 3166-1 alpha-3; NULL if none or not known';
COMMENT ON COLUMN places.admin1 IS 'province, as the data set has it; NULL if none';
COMMENT ON COLUMN places.precision IS 'city, province, state; NULL if not known';
COMMENT ON COLUMN places.latitude IS 'degrees north; NULL if none';
COMMENT ON COLUMN places.longitude IS 'degrees east; NULL if none';
COMMENT ON COLUMN places.key IS 'the columns it was read from';

CREATE TABLE publishers (publisher BIGINT NOT NULL, name VARCHAR NOT NULL, key BLOB NOT NULL);
COMMENT ON TABLE publishers IS 'Who reported: host of the address, or name.';
COMMENT ON COLUMN publishers.publisher IS 'the number';
COMMENT ON COLUMN publishers.name IS 'host or name';
COMMENT ON COLUMN publishers.key IS 'the bytes it was read from';

CREATE TABLE codes (code BIGINT NOT NULL, ontology VARCHAR NOT NULL, name VARCHAR NOT NULL, label VARCHAR, root VARCHAR, quad TINYINT, scale DECIMAL(4,2), scale_of VARCHAR, type VARCHAR, mode VARCHAR, context VARCHAR, key BLOB NOT NULL);
COMMENT ON TABLE codes IS 'What the data sets call acts, and what that is in PLOVER.';
COMMENT ON COLUMN codes.code IS 'the number';
COMMENT ON COLUMN codes.ontology IS 'gdelt, cameo, icews, polecat, acled, plover, synth';
COMMENT ON COLUMN codes.name IS 'the code itself';
COMMENT ON COLUMN codes.label IS 'its name in words; NULL if not known';
COMMENT ON COLUMN codes.root IS 'first two digits of a CAMEO code, else the PLOVER type; NULL if not known';
COMMENT ON COLUMN codes.quad IS '1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict, as the data set counts; NULL if none';
COMMENT ON COLUMN codes.scale IS 'conflict-cooperation score, -10 to +10; NULL if none';
COMMENT ON COLUMN codes.scale_of IS 'whose scale; NULL if none';
COMMENT ON COLUMN codes.type IS 'PLOVER event type; NULL if PLOVER has none';
COMMENT ON COLUMN codes.mode IS 'PLOVER mode; NULL if none';
COMMENT ON COLUMN codes.context IS 'PLOVER context; NULL if none';
COMMENT ON COLUMN codes.key IS 'the bytes it was read from';

CREATE TABLE mentions (format UTINYINT NOT NULL, file BIGINT NOT NULL, line BIGINT NOT NULL, key UBIGINT NOT NULL, event BIGINT NOT NULL, event_time TIMESTAMP NOT NULL, time TIMESTAMP NOT NULL, kind TINYINT, publisher BIGINT, sentence INTEGER, confidence TINYINT, length INTEGER, tone DECIMAL(5,2), in_raw_text BOOLEAN, source_at INTEGER, target_at INTEGER, action_at INTEGER);
COMMENT ON TABLE mentions IS 'Rows of GDELT''s table of mentions: one an article that tells of an event.';
COMMENT ON COLUMN mentions.format IS 'number of the format';
COMMENT ON COLUMN mentions.file IS 'the file it came in first';
COMMENT ON COLUMN mentions.line IS 'number of its line there';
COMMENT ON COLUMN mentions.key IS 'hash of what tells it from others';
COMMENT ON COLUMN mentions.event IS 'GLOBALEVENTID: key of a gdelt row in arrivals';
COMMENT ON COLUMN mentions.event_time IS 'when the event was first recorded, UTC';
COMMENT ON COLUMN mentions.time IS 'when it was mentioned, UTC';
COMMENT ON COLUMN mentions.kind IS '1 web, 2 citation, 3 CORE, 4 DTIC, 5 JSTOR, 6 other text';
COMMENT ON COLUMN mentions.publisher IS 'who reported, see publishers';
COMMENT ON COLUMN mentions.sentence IS 'number of the sentence, from 1; NULL if not stated';
COMMENT ON COLUMN mentions.confidence IS 'per cent';
COMMENT ON COLUMN mentions.length IS 'of the article in characters';
COMMENT ON COLUMN mentions.tone IS 'of the article, -100 to +100';
COMMENT ON COLUMN mentions.in_raw_text IS 'found in the text as it was, not after rewriting';
COMMENT ON COLUMN mentions.source_at IS 'place of the source in the article; NULL if none';
COMMENT ON COLUMN mentions.target_at IS 'place of the target; NULL if none';
COMMENT ON COLUMN mentions.action_at IS 'place of the act; NULL if none';

CREATE TABLE segments (segment BIGINT NOT NULL, rows BIGINT NOT NULL, first_day DATE, last_day DATE);
COMMENT ON TABLE segments IS 'The tables rows_N and cells_N that make up the views rows and cells. Small ones are joined into larger ones.';
COMMENT ON COLUMN segments.segment IS 'N';
COMMENT ON COLUMN segments.rows IS 'how many rows it has';
COMMENT ON COLUMN segments.first_day IS 'its earliest day';
COMMENT ON COLUMN segments.last_day IS 'its latest day';
