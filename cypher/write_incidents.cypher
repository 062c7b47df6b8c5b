// Put incidents with their calls, and with who carried them and how they end, as newest known.
// $rows: id, says, call
UNWIND $rows AS row
MERGE (i:Incident {id: row.id})
SET i += row.says
MERGE (k:Call {id: row.id})
SET k += row.call
MERGE (i)-[:CONCERNS]->(k)
