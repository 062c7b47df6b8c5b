// Every name that a claim prints, and when and where it was first printed.
// $but: hashes of documents whose claims do not count
MATCH (c:Claim)-[:STATED_IN]->(d:Document)
WHERE c.provider IS NOT NULL AND NOT d.sha256 IN $but
WITH c, d, right('000000000' + toString(c.line_from), 9) AS line
RETURN c.provider AS provider, c.upstream AS upstream, c.names AS names, min(c.known_at + '|' + left(d.sha256, 12) + '|' + line) AS first
ORDER BY first, provider, upstream
