// Tie claims to the hops they speak of.
// $rows: claim, hop, side (hop, downstream, upstream)
UNWIND $rows AS row
MATCH (c:Claim {id: row.claim})
MATCH (h:Hop {id: row.hop})
MERGE (c)-[:ABOUT {side: row.side}]->(h)
