// Note that what was drawn before is being drawn anew: if that is cut short, all is drawn anew from the claims.
// $rows: one row
UNWIND $rows AS row
MERGE (m:Projection {id: row})
