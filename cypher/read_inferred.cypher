// Inferred claims about the hops of these providers.
// $keys: keys of providers
UNWIND $keys AS key
MATCH (p:Provider {key: key})<-[:AT]-(h:Hop)<-[:ABOUT]-(c:Claim)
WHERE c.inferred = true
RETURN DISTINCT c.id AS claim, c.incident AS incident ORDER BY claim
