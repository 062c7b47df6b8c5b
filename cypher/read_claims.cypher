// These claims.
// $ids: ids of claims
UNWIND $ids AS id
MATCH (c:Claim {id: id})-[:STATED_IN]->(d:Document)
RETURN c.id AS id, properties(c) AS says, d.sha256 AS document, d.name AS name, d.kind AS document_kind
ORDER BY id
