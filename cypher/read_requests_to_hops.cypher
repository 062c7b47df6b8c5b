// When each of these hops was asked, and since when that is known.
// $ids: ids of hops
UNWIND $ids AS id
MATCH (h:Hop {id: id})<-[:ABOUT {side: 'hop'}]-(c:Claim)
WHERE c.kind = 'asked'
RETURN DISTINCT id AS hop, c.known_at AS known_at, coalesce(c.valid_at, c.known_at) AS at ORDER BY hop, known_at, at
