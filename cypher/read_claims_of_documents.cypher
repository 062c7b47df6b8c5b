// All that these documents claim.
// $ids: sha256 of the documents
// $as_of: only what was known by then (an instant in UTC), or null
// $ended: also what a rule made and no longer follows, true or false
UNWIND $ids AS sha256
MATCH (d:Document {sha256: sha256})<-[:STATED_IN]-(c:Claim)
WHERE $ended OR $as_of IS NULL AND c.until IS NULL OR c.known_at <= $as_of AND (c.until IS NULL OR c.until > $as_of)
RETURN c.id AS id, properties(c) AS says, d.sha256 AS document, d.name AS name, d.kind AS document_kind
ORDER BY id
