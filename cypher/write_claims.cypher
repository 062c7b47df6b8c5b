// Put claims that are not there beside the document that states them.
// Every property is named: not every engine knows those that none of its claims has.
// $rows: document, and what is said in it: what claims say in common, and the claims: id and what each says besides
UNWIND $rows AS row
MATCH (d:Document {sha256: row.document})
UNWIND row.said AS said
UNWIND said.claims AS claim
CREATE (c:Claim {id: claim.id, kind: claim.says.kind, quote: said.says.quote, said_by: said.says.said_by,
        on_word_of: claim.says.on_word_of, known_at: said.says.known_at, valid_at: claim.says.valid_at, incident: said.says.incident,
        provider: claim.says.provider, hop: claim.says.hop, role: claim.says.role, upstream: claim.says.upstream,
        upstream_hop: claim.says.upstream_hop, end_user: claim.says.end_user, attested: claim.says.attested, status: claim.says.status,
        interim: claim.says.interim, reading: claim.says.reading, length: claim.says.length, call_at: claim.says.call_at,
        caller: claim.says.caller, called: claim.says.called, campaign: claim.says.campaign, description: claim.says.description,
        note: claim.says.note, attestation: claim.says.attestation, origid: claim.says.origid, window_from: claim.says.window_from, window_to: claim.says.window_to,
        window_assumed: claim.says.window_assumed, at_least: claim.says.at_least, total: claim.says.total, open: claim.says.open,
        point_of_entry: claim.says.point_of_entry, downstream: claim.says.downstream, originating: claim.says.originating,
        no_response: claim.says.no_response, not_found: claim.says.not_found, campaigns: claim.says.campaigns,
        avg_response: claim.says.avg_response, action: claim.says.action, action_kind: claim.says.action_kind, roles: claim.says.roles,
        what: claim.says.what, certainty: claim.says.certainty, manner: claim.says.manner, source: claim.says.source,
        how: claim.says.how, party: claim.says.party, force: claim.says.force, condition: claim.says.condition, basis: claim.says.basis,
        stated: claim.says.stated, clock: claim.says.clock, links: claim.says.links, names: claim.says.names,
        short_names: claim.says.short_names, domains: claim.says.domains, mailboxes: claim.says.mailboxes, aliases: claim.says.aliases,
        frn: claim.says.frn, other_frns: claim.says.other_frns, rmd: claim.says.rmd, ocn: claim.says.ocn,
        country: claim.says.country, address: claim.says.address, phone: claim.says.phone,
        contact: claim.says.contact, doubts: claim.says.doubts, verified: claim.says.verified, line_from: said.says.line_from,
        line_to: said.says.line_to, part: said.says.part, page: said.says.page, row: said.says.row, due_what: claim.says.due_what,
        due_clock: claim.says.due_clock, due_length: claim.says.due_length, due_stated: claim.says.due_stated,
        inferred: claim.says.inferred, until: claim.says.until, sources: claim.says.sources})
CREATE (c)-[:STATED_IN]->(d)
