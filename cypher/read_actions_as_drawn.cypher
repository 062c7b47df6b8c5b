// Letters, notices and orders as they are drawn, and which claims speak of them.
MATCH (a:Action)
OPTIONAL MATCH (c:Claim)-[:ABOUT]->(a)
RETURN a.id AS action, properties(a) AS says, collect(c.id) AS about
ORDER BY action
