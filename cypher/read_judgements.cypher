// People's judgements on names, whether the names are printed today or not.
MATCH (c:Judgement)
RETURN c.id AS claim, c.kind AS kind, c.provider AS provider, c.names AS names, c.frn AS frn, c.said_by AS said_by,
       c.known_at AS known_at, c.valid_at AS valid_at, c.quote AS quote, c.note AS note, c.line_from AS line_from, c.line_to AS line_to
ORDER BY claim
