// Put providers under their keys.
// $rows: key, name
UNWIND $rows AS row
MERGE (p:Provider {key: row.key})
SET p.name = row.name
