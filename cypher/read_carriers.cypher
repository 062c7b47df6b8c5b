// Every provider, and in how many traced calls it stands; a letter's row that repeats another's is the same call.
MATCH (p:Provider)
OPTIONAL MATCH (p)<-[:AT]-(:Hop)<-[:HAS_HOP]-(i:Incident)
RETURN p.key AS key, p.name AS name, count(DISTINCT coalesce(i.same_as, i.id)) AS calls ORDER BY calls DESC, name, key
