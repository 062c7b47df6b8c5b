// Put letters, notices and orders beside the providers they are against.
// $rows: id, key, claim, says
UNWIND $rows AS row
MATCH (p:Provider {key: row.key})
MATCH (c:Claim {id: row.claim})
MERGE (a:Action {id: row.id})
SET a += row.says
MERGE (a)-[:AGAINST]->(p)
MERGE (c)-[:ABOUT]->(a)
