// Note which rows of a letter repeat those of an earlier one.
// $rows: id, same_as: the incident that it repeats, or null
UNWIND $rows AS row
MATCH (i:Incident {id: row.id})
SET i.same_as = row.same_as
