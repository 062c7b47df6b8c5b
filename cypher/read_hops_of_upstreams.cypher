// The hops of these providers, each with who named it as upstream and when it was asked.
// $keys: keys of providers
UNWIND $keys AS key
MATCH (p:Provider {key: key})<-[:AT]-(h:Hop)<-[:HAS_HOP]-(i:Incident)
MATCH (h)<-[a:ABOUT]-(c:Claim)
WHERE a.side <> 'downstream' AND c.inferred = false
OPTIONAL MATCH (h)<-[r:RECEIVED_FROM]-(d:Hop)-[:AT]->(q:Provider)
RETURN key, i.id AS incident, h.id AS hop, h.source_hop AS source_hop, h.asked AS asked, q.key AS downstream, d.asked AS downstream_asked,
       min(c.seen) AS seen, min(c.known) AS known, min(c.id) AS claim
ORDER BY key, known, hop, downstream
