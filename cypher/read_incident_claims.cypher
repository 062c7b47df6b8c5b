// All claims about these incidents, for drawing them.
// $ids: ids of incidents
UNWIND $ids AS id
MATCH (i:Incident {id: id})-[:HAS_HOP*0..1]->(x)<-[:ABOUT]-(c:Claim)-[:STATED_IN]->(d:Document)
RETURN DISTINCT id AS incident, c.id AS claim, d.sha256 AS document, c.kind AS kind, c.line_from AS line_from, c.line_to AS line_to, c.part AS part, c.page AS page, c.known_at AS known_at,
       c.valid_at AS valid_at, c.provider AS provider, c.hop AS source_hop, c.role AS role, c.upstream AS upstream,
       c.upstream_hop AS upstream_hop, c.attested AS attested, c.status AS status, c.inferred AS inferred, c.until AS until,
       c.call_at AS call_at, c.caller AS caller, c.called AS called, c.campaign AS campaign, c.description AS description
ORDER BY claim
