// Where what is said does not fit together: denials, silences answered before, two origins, loops, times, registrations, deadlines.
MATCH (i:Incident)-[:HAS_HOP]->(h:Hop)-[:RECEIVED_FROM]->(u:Hop)
MATCH (h)-[:AT]->(p:Provider)
MATCH (u)-[:AT]->(q:Provider)
WHERE u.status = 'not-found'
RETURN 'denied' AS kind, i.id AS subject, p.name AS one, q.name AS other, 'received the call from it' AS says, 'did not find the call' AS against
ORDER BY subject, one, other
UNION ALL
MATCH (i:Incident)-[:HAS_HOP]->(a:Hop)-[:AT]->(p:Provider)
MATCH (i)-[:HAS_HOP]->(b:Hop)-[:AT]->(q:Provider)
WHERE a.status = 'originating' AND b.status = 'originating' AND a.id < b.id
RETURN 'two-origins' AS kind, i.id AS subject, p.name AS one, q.name AS other, 'named as the origin' AS says, 'named as the origin' AS against
ORDER BY subject, one, other
UNION ALL
MATCH (i:Incident)-[:HAS_HOP]->(a:Hop)-[:RECEIVED_FROM]->(b:Hop)
MATCH (i)-[:HAS_HOP]->(a)-[:AT]->(p:Provider)
MATCH (b)-[:AT]->(q:Provider)
WHERE b.steps <= a.steps
RETURN 'loop' AS kind, i.id AS subject, p.name AS one, q.name AS other, 'received the call from it' AS says, 'stands before it in the path' AS against
ORDER BY subject, one, other
UNION ALL
MATCH (i:Incident)-[:HAS_HOP]->(h:Hop)-[:AT]->(p:Provider)
WHERE left(i.call_at, 10) > left(h.asked_at, 10) OR size(i.call_at) > 10 AND size(h.asked_at) > 10 AND i.call_at > h.asked_at
RETURN 'call-after-notice' AS kind, i.id AS subject, p.name AS one, null AS other, i.call_at AS says, h.asked_at AS against
ORDER BY subject, one, other
UNION ALL
MATCH (i:Incident)-[:HAS_HOP]->(h:Hop)<-[:ABOUT {side: 'hop'}]-(c:Claim)
MATCH (h)-[:AT]->(p:Provider)
WHERE c.kind = 'status' AND c.inferred IS NULL AND NOT c.status IN ['open', 'no-response']
  AND (left(c.valid_at, 10) < left(h.asked_at, 10) OR size(c.valid_at) > 10 AND size(h.asked_at) > 10 AND c.valid_at < h.asked_at)
RETURN 'answer-before-request' AS kind, i.id AS subject, p.name AS one, null AS other, c.valid_at AS says, h.asked_at AS against
ORDER BY subject, one, other
UNION ALL
MATCH (a:Action)-[:AGAINST]->(p:Provider)
UNWIND a.due_stated AS stated
UNWIND a.due_differs AS differs
WITH a, p, stated, differs
WHERE stated <> '' AND differs STARTS WITH stated + ' '
RETURN 'deadline-differs' AS kind, a.id AS subject, p.name AS one, null AS other, stated AS says, right(differs, 10) AS against
ORDER BY subject, one, other
UNION ALL
MATCH (i:Incident)-[:HAS_HOP]->(h:Hop)-[:AT]->(p:Provider)
WHERE h.contradiction IS NOT NULL
RETURN 'answer-contradicts-silence' AS kind, i.id AS subject, p.name AS one, null AS other, h.contradiction AS says, null AS against
ORDER BY subject, one, other
UNION ALL
MATCH (i:Incident)-[:HAS_HOP]->(h:Hop)<-[a:ABOUT]-(c:Claim)
MATCH (h)-[:AT]->(p:Provider)
WHERE a.side <> 'upstream' AND c.kind <> 'asked' AND 'noted-before-answer' IN c.doubts
RETURN DISTINCT 'noted-before-answer' AS kind, i.id AS subject, p.name AS one, null AS other, c.known_at AS says, c.valid_at AS against
ORDER BY subject, one, other
UNION ALL
MATCH (p:Provider)<-[:ABOUT]-(c:Claim)
WHERE c.kind = 'identified' AND c.frn IS NOT NULL
MATCH (p)<-[:ABOUT]-(d:Claim)
WHERE d.kind = 'identified' AND d.frn > c.frn
RETURN DISTINCT 'two-registrations' AS kind, p.key AS subject, p.name AS one, null AS other, c.frn AS says, d.frn AS against
ORDER BY subject, one, other
