// The incidents in which each of these providers was asked: by a notice, or seen from its answer or what is stated of it.
// $keys: keys of providers
// $as_of: only what was known by then (an instant in UTC), or null
UNWIND $keys AS key
MATCH (p:Provider {key: key})<-[:AT]-(h:Hop)<-[a:ABOUT]-(c:Claim)
WHERE (a.side = 'hop' AND (c.kind <> 'status' OR c.status IS NOT NULL) OR a.side = 'downstream' AND c.attested IS NULL)
  AND c.inferred IS NULL AND ($as_of IS NULL OR c.known_at <= $as_of)
MATCH (i:Incident)-[:HAS_HOP]->(h)
RETURN DISTINCT key AS provider_key, i.id AS incident ORDER BY provider_key, incident
