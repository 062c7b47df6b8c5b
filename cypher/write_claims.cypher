// Put claims that are not there beside the document that states them.
// $rows: document, and what is said in it: what claims say in common, and the claims: id and what each says besides
UNWIND $rows AS row
MATCH (d:Document {sha256: row.document})
UNWIND row.said AS said
UNWIND said.claims AS claim
CREATE (c:Claim {id: claim.id})
SET c += said.says
SET c += claim.says
CREATE (c)-[:STATED_IN]->(d)
