// The claims that one document states.
// $document: its sha256
// $kind: only claims of this kind, e.g. status, or null
// $as_of: only what was known by then (an instant in UTC), or null
MATCH (d:Document {sha256: $document})<-[:STATED_IN]-(c:Claim)
WHERE ($kind IS NULL OR c.kind = $kind) AND ($as_of IS NULL AND c.until IS NULL OR c.known_at <= $as_of AND (c.until IS NULL OR c.until > $as_of))
RETURN DISTINCT c.id AS claim, c.kind AS kind, c.incident AS incident, c.hop AS hop, c.provider AS provider, c.upstream AS upstream,
       c.status AS status, d.sha256 AS document, d.name AS name, c.line_from AS line_from, c.line_to AS line_to, c.part AS part,
       c.page AS page, c.row AS row, c.quote AS quote, c.said_by AS said_by, c.valid_at AS valid_at, c.known_at AS known_at,
       c.inferred AS inferred
ORDER BY known_at, document, line_from, claim
