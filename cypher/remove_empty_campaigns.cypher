// Take away campaigns that no call belongs to.
MATCH (g:Campaign)
WHERE NOT EXISTS { MATCH (k:Call)-[:PART_OF]->(g) }
DETACH DELETE g
