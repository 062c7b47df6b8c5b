// Counts of how these upstream providers answered, row by row as an aggregate prints them.
// $keys: keys of the upstream providers
UNWIND $keys AS key
MATCH (p:Provider {key: key})<-[:ABOUT {side: 'upstream'}]-(c:Claim)-[:ABOUT {side: 'downstream'}]->(q:Provider)
WHERE c.kind = 'counted'
MATCH (c)-[:STATED_IN]->(d:Document)
RETURN key, q.key AS recipient_key, c.id AS claim, d.sha256 AS document, c.quote AS quote, c.line_from AS line_from,
       c.line_to AS line_to, c.part AS part, c.page AS page, c.row AS row, c.known_at AS known_at, c.valid_at AS valid_at,
       c.said_by AS said_by, c.upstream AS upstream, c.window_from AS window_from, c.window_to AS window_to, c.total AS total,
       c.open AS open, c.point_of_entry AS point_of_entry, c.originating AS originating, c.no_response AS no_response,
       c.not_found AS not_found
ORDER BY key, known_at, document, line_from, claim
