// All claims about these incidents, for drawing them.
// $ids: ids of incidents
UNWIND $ids AS id
MATCH (i:Incident {id: id})-[:HAS_HOP*0..1]->(x)<-[:ABOUT]-(c:Claim)
RETURN DISTINCT id AS incident, c.id AS claim, c.kind AS kind, c.document AS document, c.line_from AS line_from, c.seen AS seen,
       c.known AS known, c.valid AS valid, c.provider AS provider, c.hop AS source_hop, c.role AS role, c.upstream AS upstream,
       c.upstream_hop AS upstream_hop, c.attested AS attested, c.status AS status, c.inferred AS inferred, c.until AS until,
       c.call_at AS call_at, c.caller AS caller, c.called AS called, c.campaign AS campaign, c.description AS description
ORDER BY claim
