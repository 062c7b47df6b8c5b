// How these providers' parts in their calls ended, as newest known; a letter's row that repeats another's is the same call.
// $keys: keys of providers
UNWIND $keys AS key
MATCH (p:Provider {key: key})<-[:AT]-(h:Hop)<-[:HAS_HOP]-(i:Incident)
RETURN key, h.status AS status, h.status_basis AS basis, h.status = 'no-response' AND h.status_basis = 'stated' AND h.interim IS NULL AS silent,
       count(DISTINCT coalesce(i.same_as, i.id)) AS calls ORDER BY key, status, basis, silent
