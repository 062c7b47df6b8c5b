// Put hops into their incidents, each at its provider.
// $rows: id, incident, key, says
UNWIND $rows AS row
MATCH (i:Incident {id: row.incident})
MATCH (p:Provider {key: row.key})
MERGE (h:Hop {id: row.id})
SET h += row.says
MERGE (i)-[:HAS_HOP]->(h)
MERGE (h)-[:AT]->(p)
