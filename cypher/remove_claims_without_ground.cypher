// Take away claims that a rule made and those whose document is gone, a thousand at a time; people's judgements stay.
MATCH (c:Claim)
WHERE c.inferred = true OR NOT c.kind IN ['same', 'different', 'unsure'] AND NOT EXISTS { MATCH (c)-[:STATED_IN]->(:Document) }
WITH c LIMIT 1000
DETACH DELETE c
RETURN count(*) AS gone
