// Take away actions before they are put against their providers anew.
// $rows: ids
UNWIND $rows AS id
MATCH (a:Action {id: id})
DETACH DELETE a
