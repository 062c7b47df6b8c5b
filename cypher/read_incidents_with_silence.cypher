// The incidents in which somebody was ever said not to have answered, or not to have found the call.
MATCH (c:Claim)
WHERE c.kind = 'status' AND c.status IN ['no-response', 'not-found'] AND c.incident IS NOT NULL
RETURN DISTINCT c.incident AS incident
ORDER BY incident
