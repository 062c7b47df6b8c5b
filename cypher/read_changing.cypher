// Whether drawing anew was begun and has not ended.
MATCH (m:Projection)
RETURN m.id AS id ORDER BY id
