INSERT OR IGNORE INTO main.engine (signature) SELECT signature FROM part.engine;

INSERT OR IGNORE INTO main.source (sha256, text) SELECT sha256, text FROM part.source;

-- Rows of the part by their rows in the whole.
CREATE TEMP TABLE engine_of AS
  SELECT part.engine.engine AS old, main.engine.engine AS new
  FROM part.engine JOIN main.engine USING (signature);

CREATE TEMP TABLE source_of (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
INSERT INTO source_of
  SELECT part.source.source, main.source.source FROM part.source JOIN main.source USING (sha256);

INSERT INTO main.document (name, lang, text, sha256)
  SELECT name, lang, text, sha256 FROM part.document WHERE true
  ON CONFLICT (name) DO NOTHING;

CREATE TEMP TABLE document_of (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
INSERT INTO document_of
  SELECT part.document.document, main.document.document FROM part.document JOIN main.document USING (name);

-- Whose translations stand for a document is said by the store that comes later.
UPDATE main.document SET engine = engine_of.new
  FROM temp.document_of, part.document, temp.engine_of
  WHERE main.document.document = document_of.new AND part.document.document = document_of.old
    AND engine_of.old = part.document.engine;

INSERT OR IGNORE INTO main.segment
  SELECT document_of.new, number, kind, start_byte, end_byte, source_of.new
  FROM part.segment
  JOIN document_of ON document_of.old = part.segment.document
  JOIN source_of ON source_of.old = part.segment.source;

-- A translation gives way to one that did not fail where it did, or that has more hypotheses.
CREATE TEMP TABLE better AS
  SELECT theirs.translation AS old, source_of.new AS source, engine_of.new AS engine, ours.translation AS beaten
  FROM part.translation AS theirs
  JOIN source_of ON source_of.old = theirs.source
  JOIN engine_of ON engine_of.old = theirs.engine
  LEFT JOIN main.translation AS ours ON ours.source = source_of.new AND ours.engine = engine_of.new
  WHERE ours.translation IS NULL
    OR (ours.status = 'failed' AND theirs.status <> 'failed')
    OR (theirs.status <> 'failed' AND theirs.n_best > ours.n_best);

DELETE FROM main.translation WHERE translation IN (SELECT beaten FROM better);

INSERT INTO main.translation (source, engine, status, target, score, reason, n_best)
  SELECT better.source, better.engine, status, target, score, reason, n_best
  FROM better JOIN part.translation ON part.translation.translation = better.old;

CREATE TEMP TABLE translation_of AS
  SELECT better.old, main.translation.translation AS new
  FROM better JOIN main.translation USING (source, engine);

INSERT INTO main.hypothesis
  SELECT translation_of.new, rank, target, score, log_prob, tokens, stop, links
  FROM part.hypothesis JOIN translation_of ON translation_of.old = part.hypothesis.translation;

INSERT INTO main.finding
  SELECT translation_of.new, number, kind, severity, source_spans, target_spans, message
  FROM part.finding JOIN translation_of ON translation_of.old = part.finding.translation;

INSERT OR IGNORE INTO main.reference (document, target_document)
  SELECT source.new, target.new
  FROM part.reference AS theirs
  JOIN document_of AS source ON source.old = theirs.document
  JOIN document_of AS target ON target.old = theirs.target_document;

INSERT OR IGNORE INTO main.link
  SELECT ours.reference, number, source_first, source_last, target_first, target_last, part.link.score
  FROM part.link
  JOIN part.reference AS theirs ON theirs.reference = part.link.reference
  JOIN document_of AS source ON source.old = theirs.document
  JOIN document_of AS target ON target.old = theirs.target_document
  JOIN main.reference AS ours ON ours.document = source.new AND ours.target_document = target.new;

-- In the order in which they were made; one that both stores have is the same one.
INSERT INTO main.review (document, segment, source_sha256, seen, verdict, target, reason, comment, reviewer, at)
  SELECT document_of.new, segment, source_sha256, seen, verdict, target, reason, comment, reviewer, at
  FROM part.review AS theirs
  JOIN document_of ON document_of.old = theirs.document
  WHERE NOT EXISTS (
    SELECT 1 FROM main.review AS ours
    WHERE ours.document = document_of.new AND ours.segment = theirs.segment AND ours.at = theirs.at
      AND ours.verdict = theirs.verdict AND ours.reviewer IS theirs.reviewer AND ours.target IS theirs.target)
  ORDER BY theirs.at, theirs.review;

DROP TABLE engine_of;
DROP TABLE source_of;
DROP TABLE document_of;
DROP TABLE better;
DROP TABLE translation_of;
