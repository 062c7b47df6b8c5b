// Claims about one provider that concern no single incident: identities, counts, hand-offs known only in sum.
// $provider: its key
// $as_of: only what was known by then (an instant in UTC), or null
MATCH (p:Provider {key: $provider})<-[a:ABOUT]-(c:Claim)
WHERE $as_of IS NULL OR c.known_at <= $as_of
OPTIONAL MATCH (c)-[:STATED_IN]->(d:Document)
OPTIONAL MATCH (c)-[o:ABOUT]->(q:Provider)
WHERE q.key <> p.key
RETURN c.id AS claim, c.kind AS kind, a.side AS side, q.key AS other_key, q.name AS other, c.provider AS provider, c.upstream AS upstream,
       c.attested AS attested, c.names AS names, c.frn AS frn, c.rmd AS rmd, c.country AS country, c.address AS address,
       c.phone AS phone, c.contact AS contact, c.no_response AS no_response, c.total AS total, c.at_least AS at_least,
       c.window_from AS window_from, c.window_to AS window_to, c.inferred AS inferred, c.sources AS sources,
       d.sha256 AS document, coalesce(d.name, 'journal.jsonl') AS name, d.kind AS document_kind, c.line_from AS line_from, c.line_to AS line_to, c.part AS part,
       c.page AS page, c.row AS row, c.quote AS quote, c.said_by AS said_by, c.known_at AS known_at, c.valid_at AS valid_at
ORDER BY known_at, document, line_from, claim
