// Put calls that are in none into their campaigns.
// $rows: id of the call, campaign
UNWIND $rows AS row
MATCH (k:Call {id: row.id})
MERGE (g:Campaign {name: row.campaign})
CREATE (k)-[:PART_OF]->(g)
