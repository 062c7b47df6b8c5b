// Put incidents with their calls, with who carried them and how they end, as newest known, and tie claims to them.
// $rows: id, says, call, about: ids of the claims that speak of the call as a whole
UNWIND $rows AS row
MERGE (i:Incident {id: row.id})
SET i += row.says
MERGE (k:Call {id: row.id})
SET k += row.call
MERGE (i)-[:CONCERNS]->(k)
WITH i, row
UNWIND row.about AS claim
MATCH (c:Claim {id: claim})
CREATE (c)-[:ABOUT]->(i)
