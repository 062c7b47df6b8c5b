// Claims that tie names to one provider.
MATCH (p:Provider)<-[:ABOUT]-(c:Claim)
WHERE c.kind = 'identified'
RETURN c.id AS claim, c.provider AS provider, c.names AS names, c.frn AS frn ORDER BY claim
