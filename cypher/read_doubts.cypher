// What is doubted of claims where they stand, and of how many.
// $as_of: only what was known by then (an instant in UTC), or null
MATCH (c:Claim)
WHERE c.doubts IS NOT NULL AND ($as_of IS NULL OR c.known_at <= $as_of)
UNWIND c.doubts AS code
RETURN code, count(*) AS claims
ORDER BY code
