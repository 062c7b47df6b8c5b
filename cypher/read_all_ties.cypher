// Claims that tie names to one provider, or keep them apart, whether they are drawn or not.
MATCH (c:Claim)
WHERE c.kind IN ['identified', 'same', 'different']
RETURN c.id AS claim, c.kind AS kind, c.provider AS provider, c.names AS names, c.frn AS frn, c.said_by AS said_by,
       c.known_at AS known_at, c.quote AS quote, c.note AS note, c.line_from AS line_from
ORDER BY claim
