// Set what is said of providers, and a label: any silence that stands, else how their calls ended most often.
// $rows: key, frn, rmd, country, roles, calls, no_response, status
UNWIND $rows AS row
MATCH (p:Provider {key: row.key})
SET p.frn = row.frn, p.rmd = row.rmd, p.country = row.country, p.roles = row.roles, p.calls = row.calls, p.no_response = row.no_response, p.status = row.status
REMOVE p:NoResponse:NotFound:Originating:PointOfEntry:Open:Downstream
FOREACH (_ IN CASE WHEN row.status = 'no-response' THEN [1] ELSE [] END | SET p:NoResponse)
FOREACH (_ IN CASE WHEN row.status = 'not-found' THEN [1] ELSE [] END | SET p:NotFound)
FOREACH (_ IN CASE WHEN row.status = 'originating' THEN [1] ELSE [] END | SET p:Originating)
FOREACH (_ IN CASE WHEN row.status = 'point-of-entry' THEN [1] ELSE [] END | SET p:PointOfEntry)
FOREACH (_ IN CASE WHEN row.status = 'open' THEN [1] ELSE [] END | SET p:Open)
FOREACH (_ IN CASE WHEN row.status = 'downstream' THEN [1] ELSE [] END | SET p:Downstream)
