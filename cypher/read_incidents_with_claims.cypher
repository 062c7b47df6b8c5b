// Ids of the incidents that claims speak of, drawn or not, so many at a time.
// $after: those that come after this id
MATCH (c:Claim)
WHERE c.incident > $after AND c.kind IN ['asked', 'reminded', 'handed-off', 'status', 'call', 'signed']
RETURN DISTINCT c.incident AS incident ORDER BY incident LIMIT 5000
