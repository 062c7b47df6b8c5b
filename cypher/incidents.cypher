// The incidents of the case, who carried each call, and where its trail ends.
// $campaign: a part of the campaign's name, or null
// $providers: only those with one of these providers, by display name, or null
// $ends: only those that end in one of these ways, or null
// $since: only calls from this day on, or null
// $until: only calls up to this day, or null
MATCH (i:Incident)
WHERE ($campaign IS NULL OR toLower(i.campaign) CONTAINS toLower($campaign))
  AND ($providers IS NULL OR any(p IN i.providers WHERE p IN $providers))
  AND ($ends IS NULL OR any(e IN i.ends WHERE e IN $ends))
  AND ($since IS NULL OR i.call_at >= $since) AND ($until IS NULL OR i.call_at <= $until)
RETURN i.id AS incident, i.call_at AS call_at, i.caller AS caller, i.called AS called, i.campaign AS campaign, i.providers AS providers,
       i.ends AS ends, i.end_providers AS end_providers, i.end_interim AS end_interim, i.same_as AS same_as
ORDER BY incident
