// Set what is said of providers: numbers, country, roles.
// $rows: key, frn, rmd, country, roles
UNWIND $rows AS row
MATCH (p:Provider {key: row.key})
SET p.frn = row.frn, p.rmd = row.rmd, p.country = row.country, p.roles = row.roles
