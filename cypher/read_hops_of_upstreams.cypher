// The hops of these providers, each with who named it as upstream and when it was asked.
// $keys: keys of providers
UNWIND $keys AS key
MATCH (p:Provider {key: key})<-[:AT]-(h:Hop)<-[:HAS_HOP]-(i:Incident)
MATCH (h)<-[a:ABOUT]-(c:Claim)
WHERE a.side <> 'downstream' AND c.inferred IS NULL
OPTIONAL MATCH (h)<-[r:RECEIVED_FROM]-(d:Hop)-[:AT]->(q:Provider)
RETURN key, i.id AS incident, h.id AS hop, h.source_hop AS source_hop, h.asked_at AS asked_at, q.key AS downstream, d.asked_at AS downstream_asked_at,
       min(c.known_at) AS known_at, min(c.id) AS claim
ORDER BY key, known_at, hop, downstream
