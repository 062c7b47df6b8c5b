// One letter, notice or order, and whom it is against.
// $action: its id, e.g. fcc-2024-06-12-quillon-gateway
MATCH (a:Action {id: $action})-[:AGAINST]->(p:Provider)
RETURN a.id AS action, a.kind AS kind, a.issued_at AS issued_at, a.issuer AS issuer, a.roles AS roles, p.name AS provider, p.key AS provider_key,
       a.due_what AS due_what, a.due_clock AS due_clock, a.due_length AS due_length, a.due_stated AS due_stated
ORDER BY provider_key
