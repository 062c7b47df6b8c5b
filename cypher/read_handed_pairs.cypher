// Who handed calls to these providers, counted over all incidents; a letter's row that repeats another's is the same call.
// $keys: keys of the downstream providers
UNWIND $keys AS key
MATCH (p:Provider {key: key})<-[:AT]-(down:Hop)-[r:RECEIVED_FROM]->(up:Hop)-[:AT]->(q:Provider)
MATCH (i:Incident)-[:HAS_HOP]->(down)
RETURN key AS downstream, q.key AS upstream, r.attested AS attested, count(DISTINCT coalesce(i.same_as, i.id)) AS calls, min(i.call_at) AS first,
       max(i.call_at) AS last, min(r.claims[0]) AS claim ORDER BY downstream, upstream, attested
