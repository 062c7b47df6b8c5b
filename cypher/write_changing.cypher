// Note that what was drawn before is being drawn anew: if that is cut short, the whole is made again from the originals.
// $rows: one row
UNWIND $rows AS row
MERGE (m:Projection {id: row})
