// Put incidents with their calls, and with who carried them and how they end, as newest known.
// $rows: id, says, call, call_at
UNWIND $rows AS row
MERGE (i:Incident {id: row.id})
SET i += row.says, i.call_at = datetime(row.call_at)
MERGE (k:Call {id: row.id})
SET k += row.call, k.at = datetime(row.call_at)
MERGE (i)-[:CONCERNS]->(k)
