// What is stated of the status of every hop that was ever said not to have answered, or not to have found the call.
// $as_of: only what was known by then (an instant in UTC), or null
MATCH (x:Claim)-[:ABOUT]->(h:Hop)
WHERE x.kind = 'status' AND x.status IN ['no-response', 'not-found'] AND ($as_of IS NULL OR x.known_at <= $as_of)
WITH DISTINCT h
MATCH (h)<-[:ABOUT]-(c:Claim)-[:STATED_IN]->(d:Document)
WHERE c.kind = 'status' AND ($as_of IS NULL AND c.until IS NULL OR c.known_at <= $as_of AND (c.until IS NULL OR c.until > $as_of))
MATCH (h)-[:AT]->(p:Provider)
MATCH (i:Incident)-[:HAS_HOP]->(h)
RETURN p.key AS provider_key, p.name AS provider, h.id AS hop, h.asked_at AS asked_at, i.id AS incident, i.call_at AS call_at,
       'hop' AS side, c.id AS claim, c.kind AS kind, c.status AS status, c.inferred AS inferred, c.sources AS sources,
       d.sha256 AS document, d.name AS name, c.line_from AS line_from, c.line_to AS line_to, c.part AS part, c.page AS page,
       c.row AS row, c.quote AS quote, c.said_by AS said_by, c.known_at AS known_at, c.valid_at AS valid_at
ORDER BY provider_key, hop, known_at, document, line_from, claim
