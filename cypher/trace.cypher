// All that is said of one incident's call and hops, claim by claim.
// $incident: the incident's id, e.g. itg-20417
// $as_of: only what was known by then (an instant in UTC, e.g. 2022-12-15T23:59:59Z), or null
MATCH (i:Incident {id: $incident})-[:HAS_HOP*0..1]->(x)<-[a:ABOUT]-(c:Claim)-[:STATED_IN]->(d:Document)
WHERE $as_of IS NULL AND c.until IS NULL OR c.known_at <= $as_of AND (c.until IS NULL OR c.until > $as_of)
OPTIONAL MATCH (x)-[:AT]->(p:Provider)
RETURN CASE WHEN p IS NULL THEN null ELSE x.id END AS hop, p.key AS provider_key, p.name AS provider, x.asked_at AS asked_at, x.due_at AS due_at, x.impossible AS impossible, a.side AS side, c.id AS claim,
       c.kind AS kind, c.incident AS incident, d.sha256 AS document, d.name AS name, c.line_from AS line_from, c.line_to AS line_to,
       c.part AS part, c.page AS page, c.row AS row, c.quote AS quote, c.said_by AS said_by, c.known_at AS known_at, c.valid_at AS valid_at,
       c.role AS role, c.attested AS attested, c.status AS status, c.inferred AS inferred, c.sources AS sources,
       c.length AS length, c.hop AS source_hop, c.upstream AS upstream, c.upstream_hop AS upstream_hop, c.call_at AS call_at,
       c.caller AS caller, c.called AS called, c.campaign AS campaign, c.description AS description, c.doubts AS doubts,
       d.complete AS complete
ORDER BY known_at, document, line_from, claim, hop, side
