// Loosen claims from the providers they speak of before they are tied anew.
// $rows: ids of claims
UNWIND $rows AS id
MATCH (c:Claim {id: id})-[r:ABOUT]->(p:Provider)
DELETE r
