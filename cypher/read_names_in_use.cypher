// Every name that a claim prints, and when the first one did.
MATCH (c:Claim)
WHERE c.provider IS NOT NULL
RETURN c.provider AS provider, c.upstream AS upstream, c.names AS names, min(c.seen) AS first ORDER BY first, provider, upstream
