// Put calls into their campaigns.
// $rows: id of the call, campaign
UNWIND $rows AS row
MATCH (k:Call {id: row.id})
MERGE (g:Campaign {name: row.campaign})
MERGE (k)-[:PART_OF]->(g)
