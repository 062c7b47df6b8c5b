// Take away claims.
// $rows: ids of claims
UNWIND $rows AS id
MATCH (c:Claim {id: id})
DETACH DELETE c
