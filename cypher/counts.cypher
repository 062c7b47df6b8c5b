// Counts of requests that providers did not answer, as an authority or the traceback consortium gives them.
// $as_of: only what was known by then (an instant in UTC), or null
MATCH (p:Provider)<-[a:ABOUT]-(c:Claim)-[:STATED_IN]->(d:Document)
WHERE c.kind = 'counted' AND c.no_response > 0 AND (a.side = 'upstream' OR c.upstream IS NULL)
  AND ($as_of IS NULL OR c.known_at <= $as_of)
OPTIONAL MATCH (c)-[:ABOUT {side: 'downstream'}]->(q:Provider)
RETURN p.key AS provider_key, p.name AS provider, c.no_response AS no_response, c.total AS total, c.at_least AS at_least,
       c.window_from AS window_from, c.window_to AS window_to, c.upstream AS upstream, q.key AS counted_by,
       c.id AS claim, c.kind AS kind, c.inferred AS inferred, c.sources AS sources, d.kind AS document_kind, d.sha256 AS document,
       d.name AS name, c.line_from AS line_from, c.line_to AS line_to, c.part AS part, c.page AS page, c.row AS row, c.quote AS quote,
       c.said_by AS said_by, c.known_at AS known_at, c.valid_at AS valid_at
ORDER BY provider_key, known_at, document, line_from, claim
