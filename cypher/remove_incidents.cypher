// Take away incidents that no claim speaks of any more.
// $rows: ids of incidents
UNWIND $rows AS id
MATCH (i:Incident {id: id})-[:CONCERNS]->(k:Call)
DETACH DELETE i, k
