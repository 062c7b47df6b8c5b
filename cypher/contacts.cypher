// Addresses, phone numbers and contacts on record for providers.
// $as_of: only what was known by then (an instant in UTC), or null
MATCH (p:Provider)<-[:ABOUT]-(c:Claim)
WHERE c.kind = 'identified' AND ($as_of IS NULL OR c.known_at <= $as_of)
RETURN p.key AS key, p.name AS provider, c.address AS address, c.phone AS phone, c.contact AS contact, c.known_at AS known_at, c.id AS claim
ORDER BY key, known_at DESC, claim
