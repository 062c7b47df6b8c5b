// All claims of these kinds.
// $ids: kinds of claims
// $as_of: only what was known by then (an instant in UTC), or null
// $ended: also what a rule made and no longer follows, true or false
MATCH (c:Claim)
WHERE c.kind IN $ids AND ($ended OR $as_of IS NULL AND c.until IS NULL OR c.known_at <= $as_of AND (c.until IS NULL OR c.until > $as_of))
OPTIONAL MATCH (c)-[:STATED_IN]->(d:Document)
RETURN c.id AS id, properties(c) AS says, d.sha256 AS document, d.name AS name, d.kind AS document_kind
ORDER BY id
