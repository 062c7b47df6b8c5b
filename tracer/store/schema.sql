-- The store of a case. Claims are the facts; what stands below `drawn` is a function of them, made again whenever it changes.

CREATE TABLE state (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE document (
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, name TEXT, kind TEXT, issuer TEXT, recipient TEXT, dated TEXT, mark TEXT,
  loader TEXT, version INTEGER, read_as TEXT, claims INTEGER, complete INTEGER NOT NULL DEFAULT 0
);
-- When and where a document first prints a name, as text that sorts.
CREATE TABLE printed (
  name INTEGER NOT NULL, document INTEGER NOT NULL, first TEXT NOT NULL, PRIMARY KEY (name, document)
) WITHOUT ROWID;
CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, first TEXT, provider INTEGER);
CREATE TABLE incident (
  id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE,
  -- drawn: null where nothing is known of it
  summary TEXT, same_as TEXT
);
-- Where words stand that several claims may share.
CREATE TABLE place (
  id INTEGER PRIMARY KEY, document INTEGER, line_from INTEGER NOT NULL, line_to INTEGER NOT NULL, part INTEGER, page INTEGER,
  line INTEGER, quote TEXT NOT NULL
);
CREATE TABLE claim (
  id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, document INTEGER, place INTEGER NOT NULL, kind INTEGER NOT NULL,
  incident INTEGER, provider INTEGER, upstream INTEGER, known_at TEXT NOT NULL, until TEXT, inferred INTEGER, silent INTEGER,
  says TEXT NOT NULL
);
CREATE INDEX claims_of_incident ON claim (incident) WHERE incident IS NOT NULL;
CREATE INDEX claims_of_document ON claim (document) WHERE document IS NOT NULL;
CREATE INDEX claims_of_kind ON claim (kind) WHERE incident IS NULL;
CREATE INDEX silences ON claim (incident) WHERE silent;
CREATE INDEX inferences ON claim (incident) WHERE inferred;
-- Claims that concern no single incident, by each name that they speak of.
CREATE TABLE about (name INTEGER NOT NULL, claim INTEGER NOT NULL, PRIMARY KEY (name, claim)) WITHOUT ROWID;
CREATE INDEX abouts_of_claim ON about (claim);

-- drawn
CREATE TABLE provider (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE INDEX names_of_provider ON name (provider);
-- `id`: null where it is the incident's id, @ and the provider's key; empty where a provider was once named and is no hop any more.
CREATE TABLE hop (incident INTEGER NOT NULL, provider INTEGER NOT NULL, id TEXT, asked_at TEXT, due_at TEXT);
CREATE INDEX hops_of_incident ON hop (incident);
CREATE INDEX hops_of_provider ON hop (provider);
