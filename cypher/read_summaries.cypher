// Incidents as newest known: who carried each call, and where its trail ends.
// $ids: ids of incidents
UNWIND $ids AS id
MATCH (i:Incident {id: id})
RETURN i.id AS incident, i.call_at AS call_at, i.caller AS caller, i.called AS called, i.campaign AS campaign, i.providers AS providers,
       i.ends AS ends, i.end_providers AS end_providers, i.end_interim AS end_interim, i.same_as AS same_as
ORDER BY incident
