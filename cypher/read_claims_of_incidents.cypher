// All that is said of these incidents, claim by claim.
// $ids: ids of incidents
// $as_of: only what was known by then (an instant in UTC, e.g. 2022-12-15T23:59:59Z), or null
// $ended: also what a rule made and no longer follows, true or false
UNWIND $ids AS incident
MATCH (c:Claim {incident: incident})-[:STATED_IN]->(d:Document)
WHERE c.kind IN ['asked', 'reminded', 'handed-off', 'status', 'call', 'signed']
  AND ($ended OR $as_of IS NULL AND c.until IS NULL OR c.known_at <= $as_of AND (c.until IS NULL OR c.until > $as_of))
RETURN c.id AS id, properties(c) AS says, d.sha256 AS document, d.name AS name, d.kind AS document_kind
ORDER BY id
