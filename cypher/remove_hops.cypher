// Take away the drawing of incidents before they are drawn anew.
// $rows: ids of incidents
UNWIND $rows AS id
MATCH (i:Incident {id: id})-[:HAS_HOP]->(h:Hop)
DETACH DELETE h
