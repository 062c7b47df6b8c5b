// What is stated of every hop ever said not to have answered, or not to have found the call, beside how it stands as newest known.
// $as_of: only what was known by then (an instant in UTC), or null
MATCH (x:Claim)-[:ABOUT]->(h:Hop)
WHERE x.kind = 'status' AND x.status IN ['no-response', 'not-found'] AND ($as_of IS NULL OR x.known_at <= $as_of)
WITH DISTINCT h
OPTIONAL MATCH (h)<-[:ABOUT {side: 'hop'}]-(q:Claim)
WHERE q.kind = 'asked' AND ($as_of IS NULL OR q.known_at <= $as_of)
WITH h, min(coalesce(q.valid_at, q.known_at)) AS asked_at
MATCH (h)<-[a:ABOUT]-(c:Claim)-[:STATED_IN]->(d:Document)
WHERE (c.kind = 'status' AND c.status IS NOT NULL OR c.kind = 'handed-off' AND a.side = 'downstream' AND c.attested IS NULL)
  AND ($as_of IS NULL AND c.until IS NULL OR c.known_at <= $as_of AND (c.until IS NULL OR c.until > $as_of))
MATCH (h)-[:AT]->(p:Provider)
MATCH (i:Incident)-[:HAS_HOP]->(h)
RETURN p.key AS provider_key, p.name AS provider, h.id AS hop, asked_at, i.id AS incident, a.side AS side, c.id AS claim,
       c.kind AS kind, c.status AS status, c.interim AS interim, CASE WHEN $as_of IS NULL THEN h.status END AS stands,
       CASE WHEN $as_of IS NULL THEN h.interim END AS stands_interim, CASE WHEN $as_of IS NULL THEN h.answered_at END AS answered_at, CASE WHEN $as_of IS NULL THEN h.contradiction END AS contradiction, c.inferred AS inferred, c.sources AS sources, d.sha256 AS document, d.name AS name,
       c.line_from AS line_from, c.line_to AS line_to, c.part AS part, c.page AS page, c.row AS row, c.quote AS quote,
       c.said_by AS said_by, c.known_at AS known_at, c.valid_at AS valid_at
ORDER BY provider_key, hop, known_at, document, line_from, claim
