// Every request and reminder to a provider, what else is said of its hop, and how that stands as newest known.
// $incident: only this incident, or null
// $as_of: only what was known by then (an instant in UTC), or null
MATCH (i:Incident)-[:HAS_HOP]->(h:Hop)<-[a:ABOUT]-(c:Claim)-[:STATED_IN]->(d:Document)
WHERE ($incident IS NULL OR i.id = $incident) AND a.side <> 'upstream' AND ($as_of IS NULL OR c.known_at <= $as_of)
  AND (c.until IS NULL OR $as_of IS NOT NULL AND c.until > $as_of)
MATCH (h)-[:AT]->(p:Provider)
RETURN i.id AS incident, h.id AS hop, p.key AS provider_key, p.name AS provider, a.side AS side, c.id AS claim,
       c.kind AS kind, c.status AS status, c.interim AS interim, CASE WHEN $as_of IS NULL THEN h.status END AS stands,
       CASE WHEN $as_of IS NULL THEN h.interim END AS stands_interim, CASE WHEN $as_of IS NULL THEN h.answered_at END AS answered_at, c.length AS length, c.known_at AS known_at, c.valid_at AS valid_at, c.said_by AS said_by,
       d.sha256 AS document, d.name AS name, c.line_from AS line_from, c.line_to AS line_to, c.part AS part, c.page AS page
ORDER BY incident, hop, known_at, document, line_from, claim
