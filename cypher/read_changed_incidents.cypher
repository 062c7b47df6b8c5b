// Incidents of which something became known, or ceased to follow, after one instant and up to another.
// $after: an instant in UTC
// $until: an instant in UTC
MATCH (c:Claim)
WHERE c.incident IS NOT NULL AND (c.known_at > $after AND c.known_at <= $until OR c.until > $after AND c.until <= $until)
RETURN DISTINCT c.incident AS incident ORDER BY incident
