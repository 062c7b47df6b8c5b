// Letters, notices and orders, whom each is against, and the duties it lays on it.
// $provider: only those against the provider of this key, or null
// $as_of: only what was known by then (an instant in UTC), or null
MATCH (p:Provider)<-[:AGAINST]-(a:Action)<-[:ABOUT]-(c:Claim)-[:STATED_IN]->(d:Document)
WHERE ($provider IS NULL OR p.key = $provider) AND ($as_of IS NULL OR c.known_at <= $as_of)
RETURN a.id AS action, a.kind AS kind, a.issuer AS issuer, a.issued_at AS issued_at, a.roles AS roles, p.key AS provider_key,
       p.name AS provider, a.due_what AS due_what, a.due_clock AS due_clock, a.due_length AS due_length, a.due_stated AS due_stated,
       c.id AS claim, c.kind AS claim_kind, c.said_by AS said_by, c.known_at AS known_at, c.valid_at AS valid_at, c.quote AS quote,
       d.sha256 AS document, d.name AS name, c.line_from AS line_from, c.line_to AS line_to, c.part AS part, c.page AS page
ORDER BY issued_at, action, provider_key, claim
