// Loosen claims from the incidents they speak of before they are tied anew.
// $rows: ids of incidents
UNWIND $rows AS id
MATCH (i:Incident {id: id})<-[r:ABOUT]-(c:Claim)
DELETE r
