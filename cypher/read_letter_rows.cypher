// The rows of the letters against these providers.
// $keys: keys of providers
// $as_of: only what was known by then (an instant in UTC), or null
UNWIND $keys AS key
MATCH (p:Provider {key: key})<-[:AGAINST]-(a:Action)<-[:ABOUT]-(c:Claim)-[:STATED_IN]->(d:Document)<-[:STATED_IN]-(r:Claim)
WHERE r.kind = 'call' AND ($as_of IS NULL OR r.known_at <= $as_of)
RETURN DISTINCT key AS provider_key, a.id AS action, r.incident AS incident, d.sha256 AS document
ORDER BY provider_key, action, incident, document
