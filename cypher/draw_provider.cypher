// One provider's surroundings to draw: who takes calls from it and from whom it takes them, its names, and actions against it.
// $provider: its key
MATCH (provider:Provider {key: $provider})
OPTIONAL MATCH (provider)-[tie:TAKES_CALLS_FROM|NAMES|AGAINST]-(beside)
RETURN provider, tie, beside
ORDER BY tie.calls DESC, type(tie), coalesce(beside.key, beside.text, beside.id)
LIMIT 300
