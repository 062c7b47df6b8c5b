// Which of these claims are in the graph.
// $ids: ids of claims
UNWIND $ids AS id
MATCH (c:Claim {id: id})
RETURN c.id AS id ORDER BY id
