// Note that drawing anew has ended.
// $rows: one row
UNWIND $rows AS row
MATCH (m:Projection {id: row})
DETACH DELETE m
