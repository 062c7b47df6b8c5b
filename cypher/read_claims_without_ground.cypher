// How many claims stand in no document: no rule made them, and they are nobody's judgement.
MATCH (c:Claim)
WHERE coalesce(c.inferred, false) = false AND NOT c.kind IN ['same', 'different', 'unsure'] AND NOT EXISTS { MATCH (c)-[:STATED_IN]->(:Document) }
RETURN count(*) AS claims
ORDER BY claims
