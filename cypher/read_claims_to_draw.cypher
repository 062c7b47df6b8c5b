// All that documents claim, as far as it is drawn.
// $ids: sha256 of the documents
UNWIND $ids AS sha256
MATCH (d:Document {sha256: sha256})<-[:STATED_IN]-(c:Claim)
RETURN c.id AS claim, d.sha256 AS document, c.kind AS kind, c.incident AS incident, c.line_from AS line_from, c.line_to AS line_to,
       c.part AS part, c.page AS page, c.known_at AS known_at, c.valid_at AS valid_at, c.provider AS provider, c.hop AS source_hop,
       c.role AS role, c.upstream AS upstream, c.upstream_hop AS upstream_hop, c.attested AS attested, c.status AS status,
       c.inferred AS inferred, c.until AS until, c.call_at AS call_at, c.caller AS caller, c.called AS called, c.campaign AS campaign,
       c.description AS description, c.names AS names, c.frn AS frn, c.rmd AS rmd, c.country AS country, c.action AS action,
       c.action_kind AS action_kind, c.roles AS roles, c.due_what AS due_what, c.due_clock AS due_clock, c.due_length AS due_length,
       c.due_stated AS due_stated, c.said_by AS said_by, c.total AS total, c.window_from AS window_from, c.window_to AS window_to
ORDER BY claim
