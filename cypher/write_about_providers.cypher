// Tie claims that concern no single incident to the providers they speak of.
// $rows: claim, key, side (provider, downstream, upstream)
UNWIND $rows AS row
MATCH (c:Claim {id: row.claim})
MATCH (p:Provider {key: row.key})
MERGE (c)-[:ABOUT {side: row.side}]->(p)
