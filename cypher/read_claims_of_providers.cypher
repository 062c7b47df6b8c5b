// All claims about these providers that concern no single incident.
// $ids: keys of the providers
// $as_of: only what was known by then (an instant in UTC), or null
// $ended: also what a rule made and no longer follows, true or false
UNWIND $ids AS key
MATCH (p:Provider {key: key})<-[:AGAINST*0..1]-(x)<-[:ABOUT]-(c:Claim)
WHERE $ended OR $as_of IS NULL AND c.until IS NULL OR c.known_at <= $as_of AND (c.until IS NULL OR c.until > $as_of)
WITH DISTINCT c
OPTIONAL MATCH (c)-[:STATED_IN]->(d:Document)
RETURN c.id AS id, properties(c) AS says, d.sha256 AS document, d.name AS name, d.kind AS document_kind
ORDER BY id
