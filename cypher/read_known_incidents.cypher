// Which of these incidents are drawn.
// $ids: ids of incidents
UNWIND $ids AS id
MATCH (i:Incident {id: id})
RETURN i.id AS incident ORDER BY incident
