// The incidents in which these providers have a hop.
// $keys: keys of providers
UNWIND $keys AS key
MATCH (p:Provider {key: key})<-[:AT]-(h:Hop)<-[:HAS_HOP]-(i:Incident)
RETURN DISTINCT i.id AS incident ORDER BY incident
