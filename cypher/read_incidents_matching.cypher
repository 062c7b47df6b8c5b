// Ids of the incidents that match.
// $campaign: a part of the campaign's name, or null
// $providers: only those with one of these providers, by display name, or null
// $ends: only those that end in one of these ways, or null
// $since: only calls from this time on, or null
// $until: only calls up to this time, or null
MATCH (i:Incident)
WHERE ($campaign IS NULL OR toLower(coalesce(i.campaign, '')) CONTAINS toLower($campaign))
  AND ($providers IS NULL OR any(p IN i.providers WHERE p IN $providers))
  AND ($ends IS NULL OR any(e IN i.ends WHERE e IN $ends))
  AND ($since IS NULL OR i.call_at >= $since) AND ($until IS NULL OR i.call_at <= $until)
RETURN i.id AS incident ORDER BY incident
