// How these providers' parts in their calls ended, as newest known.
// $keys: keys of providers
UNWIND $keys AS key
MATCH (p:Provider {key: key})<-[:AT]-(h:Hop)
RETURN key, h.status AS status, h.status_basis AS basis, count(h) AS calls ORDER BY key, status, basis
