// In how many calls these providers stand; a letter's row that repeats another's is the same call.
// $keys: keys of providers
UNWIND $keys AS key
MATCH (p:Provider {key: key})<-[:AT]-(h:Hop)<-[:HAS_HOP]-(i:Incident)
RETURN key, count(DISTINCT coalesce(i.same_as, i.id)) AS calls ORDER BY key
