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
-- Names of providers, of speakers, and what else claims say over and over. `first` and `provider`: of those that documents print.
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
-- `inferred`: of what a rule made, when something became known by which it no longer follows; empty while it follows. `says`: what is
-- said besides what stands in columns, as JSON; empty where it is just that the provider's own answer is told in another's words, which
-- lists say over and over. The fewer columns there are, the faster a list is loaded.
CREATE TABLE claim (
  id INTEGER PRIMARY KEY, hash BLOB NOT NULL, document INTEGER, place INTEGER NOT NULL, kind INTEGER NOT NULL,
  incident INTEGER, provider INTEGER, upstream INTEGER, said_by INTEGER NOT NULL, note INTEGER, role INTEGER, status INTEGER,
  known_at TEXT NOT NULL, valid_at TEXT, inferred TEXT, says TEXT
);
CREATE INDEX claims_of_incident ON claim (incident) WHERE incident IS NOT NULL;
CREATE INDEX claims_of_document ON claim (document) WHERE document IS NOT NULL;
CREATE INDEX claims_of_kind ON claim (kind) WHERE incident IS NULL;
CREATE INDEX silences ON claim (incident) WHERE incident IS NOT NULL AND kind = 3 AND status IN (4, 5);
-- A document's claims come and go with it; those that rules made, and people, are found by their hash.
CREATE UNIQUE INDEX made ON claim (hash) WHERE inferred IS NOT NULL OR document IS NULL;
-- Claims that concern no single incident, by each name that they speak of.
CREATE TABLE about (name INTEGER NOT NULL, claim INTEGER NOT NULL, PRIMARY KEY (name, claim)) WITHOUT ROWID;
CREATE INDEX abouts_of_claim ON about (claim);

-- drawn
CREATE TABLE provider (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE INDEX names_of_provider ON name (provider);
-- `id`: null where it is the incident's id, @ and the provider's key; empty where a provider was once named and is no hop any more.
-- `asked`: it was asked about the call; `open`: the hop as drawn, where something about it is open or stands against its provider.
CREATE TABLE hop (incident INTEGER NOT NULL, provider INTEGER NOT NULL, id TEXT, asked_at TEXT, due_at TEXT, asked INTEGER, open TEXT);
CREATE INDEX hops_of_incident ON hop (incident);
CREATE INDEX hops_of_provider ON hop (provider);
CREATE INDEX hops_open ON hop (incident) WHERE open IS NOT NULL;
