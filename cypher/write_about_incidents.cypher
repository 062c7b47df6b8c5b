// Tie claims to the incidents they speak of.
// $rows: claim, incident
UNWIND $rows AS row
MATCH (c:Claim {id: row.claim})
MATCH (i:Incident {id: row.incident})
MERGE (c)-[:ABOUT]->(i)
