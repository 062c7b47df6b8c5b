// How many claims each document states, and from when to when they became known.
// $as_of: only what was known by then (an instant in UTC), or null
MATCH (c:Claim)-[:STATED_IN]->(d:Document)
WHERE c.inferred IS NULL AND ($as_of IS NULL OR c.known_at <= $as_of)
RETURN d.sha256 AS document, count(c) AS claims, min(c.known_at) AS first, max(c.known_at) AS last
ORDER BY document
