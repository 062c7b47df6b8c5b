// Take calls out of their campaigns before they are put into them anew.
// $rows: ids of incidents
UNWIND $rows AS id
MATCH (k:Call {id: id})-[r:PART_OF]->(g:Campaign)
DELETE r
