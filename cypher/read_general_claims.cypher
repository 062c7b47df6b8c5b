// All claims that concern no single incident.
MATCH (c:Claim)
WHERE c.incident IS NULL OR NOT c.kind IN ['asked', 'reminded', 'handed-off', 'status', 'call', 'signed']
OPTIONAL MATCH (c)-[:STATED_IN]->(d:Document)
RETURN c.id AS id, properties(c) AS says, d.sha256 AS document, d.name AS name, d.kind AS document_kind
ORDER BY id
