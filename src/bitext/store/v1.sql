CREATE TABLE document (
  -- A text that was read.
  document INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,   -- document_id in every output: the path as given, or stdin
  lang TEXT NOT NULL,          -- ar or en
  text TEXT NOT NULL,          -- the whole of it
  sha256 BLOB NOT NULL,        -- of text as UTF-8
  engine INTEGER REFERENCES engine -- whose translations stand for it; null where it was not translated
) STRICT;

CREATE TABLE source (
  -- The text of segments; the same text is here once, however often it occurs.
  source INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE, -- of text as UTF-8
  text TEXT NOT NULL
) STRICT;

CREATE TABLE segment (
  -- A segment of a document: text from start_byte up to end_byte of the document's text as UTF-8.
  document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
  number INTEGER NOT NULL,     -- segment_id in every output: 1, 2, 3 … in the order of the text
  kind TEXT NOT NULL,          -- sentence, heading or list item
  start_byte INTEGER NOT NULL,
  end_byte INTEGER NOT NULL,
  source INTEGER NOT NULL REFERENCES source,
  PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX segment_by_source ON segment (source);

CREATE TABLE engine (
  -- What translations were made with.
  engine INTEGER PRIMARY KEY,
  signature TEXT NOT NULL UNIQUE -- model, checksums, precision, beam, version …; equal signatures give equal bytes
) STRICT;

CREATE TABLE translation (
  -- What an engine made of a source.
  translation INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source,
  engine INTEGER NOT NULL REFERENCES engine,
  status TEXT NOT NULL,        -- done, passed (no Arabic in it) or failed
  target TEXT,                 -- null where it failed
  score REAL,                  -- log-probability with the length penalty; null unless done
  reason TEXT,                 -- why it failed or was passed over, or what to beware of
  n_best INTEGER NOT NULL,     -- how many hypotheses were asked for; 0 where the best alone is kept
  UNIQUE (source, engine)
) STRICT;

CREATE TABLE hypothesis (
  -- The n-best list of a translation, where it was asked for.
  translation INTEGER NOT NULL REFERENCES translation ON DELETE CASCADE,
  rank INTEGER NOT NULL,       -- 0 is the best
  target TEXT NOT NULL,
  score REAL NOT NULL,
  log_prob REAL NOT NULL,      -- natural log, summed over tokens
  tokens TEXT NOT NULL,        -- JSON: token ids
  stop TEXT NOT NULL,          -- end or max-tokens
  links TEXT NOT NULL,         -- JSON: [source start, source end, target start, target end] in bytes, a list of them
  PRIMARY KEY (translation, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
  -- What a reader should look at in a translation.
  translation INTEGER NOT NULL REFERENCES translation ON DELETE CASCADE,
  number INTEGER NOT NULL,     -- in the order in which they were found
  kind TEXT NOT NULL,          -- number, …
  severity TEXT NOT NULL,      -- note, warning or error
  source_spans TEXT NOT NULL,  -- JSON: [start, end] in bytes of the source, a list of them
  target_spans TEXT NOT NULL,  -- the same for the target
  message TEXT NOT NULL,
  PRIMARY KEY (translation, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE reference (
  -- A human translation of a document, which is a document itself.
  reference INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
  target_document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
  UNIQUE (document, target_document)
) STRICT;

CREATE TABLE link (
  -- Segments of a document and of its reference that say the same; first and last are null on an empty side.
  reference INTEGER NOT NULL REFERENCES reference ON DELETE CASCADE,
  number INTEGER NOT NULL,     -- in the order of the source
  source_first INTEGER,
  source_last INTEGER,
  target_first INTEGER,
  target_last INTEGER,
  score REAL NOT NULL,         -- probability that it is exactly right
  PRIMARY KEY (reference, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE review (
  -- What a person decided about a segment; the last one counts.
  review INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
  segment INTEGER NOT NULL,    -- its number
  source_sha256 BLOB NOT NULL, -- of the source that was looked at
  seen TEXT,                   -- the target that was looked at
  verdict TEXT NOT NULL,       -- accept, edit, reject or final
  target TEXT,                 -- the target after an edit
  reason TEXT,                 -- of a rejection
  comment TEXT,
  reviewer TEXT,
  at TEXT NOT NULL             -- UTC, as 2026-01-31T12:00:00Z
) STRICT;

CREATE INDEX review_by_segment ON review (document, segment);

CREATE VIEW pair AS
  -- The columns of the TSV, machine translations as they are.
  SELECT document.name AS document_id, segment.number AS segment_id, segment.kind, source.text AS source,
    translation.target, translation.score, coalesce(translation.status, 'untranslated') AS status,
    translation.reason, engine.signature
  FROM segment
  JOIN document ON document.document = segment.document
  JOIN source ON source.source = segment.source
  LEFT JOIN engine ON engine.engine = document.engine
  LEFT JOIN translation ON translation.source = segment.source AND translation.engine = document.engine
  ORDER BY document.name, segment.number;
