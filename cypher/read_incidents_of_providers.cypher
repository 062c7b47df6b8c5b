// The incidents in which these providers have a hop.
// $keys: keys of providers
UNWIND $keys AS key
MATCH (p:Provider {key: key})
OPTIONAL MATCH (p)<-[:AT]-(h:Hop)<-[:HAS_HOP]-(i:Incident)
WITH p, collect(DISTINCT i.id) AS standing
OPTIONAL MATCH (p)<-[:NAMES]-(n:Name)
OPTIONAL MATCH (c:Claim {upstream: n.text})
WITH standing, collect(DISTINCT c.incident) AS named
UNWIND standing + named AS incident
RETURN DISTINCT incident ORDER BY incident
