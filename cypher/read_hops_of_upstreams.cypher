// What is said of the hops of these providers, claim by claim: requests to them, and who named them as its upstream.
// $keys: keys of providers
UNWIND $keys AS key
MATCH (p:Provider {key: key})<-[:AT]-(h:Hop)<-[:HAS_HOP]-(i:Incident)
MATCH (h)<-[a:ABOUT]-(c:Claim)
WHERE a.side <> 'downstream' AND c.inferred IS NULL
OPTIONAL MATCH (c)-[:ABOUT {side: 'downstream'}]->(d:Hop)-[:AT]->(q:Provider)
RETURN key, i.id AS incident, h.id AS hop, h.source_hop AS source_hop, c.id AS claim, c.kind AS kind, c.known_at AS known_at,
       coalesce(c.valid_at, c.known_at) AS at, d.id AS downstream_hop, q.key AS downstream
ORDER BY key, hop, known_at, claim
