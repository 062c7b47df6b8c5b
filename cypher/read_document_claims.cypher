// Whom and what the claims of these documents speak of.
// $ids: sha256 of documents
UNWIND $ids AS sha256
MATCH (d:Document {sha256: sha256})<-[:STATED_IN]-(c:Claim)
RETURN c.id AS claim, c.incident AS incident, c.provider AS provider, c.upstream AS upstream, c.action AS action ORDER BY claim
