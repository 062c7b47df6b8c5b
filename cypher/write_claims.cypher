// Put new claims beside the document that states them.
// $rows: id, document and what each says
UNWIND $rows AS row
MATCH (d:Document {sha256: row.document})
CREATE (c:Claim {id: row.id, kind: row.says.kind, quote: row.says.quote, said_by: row.says.said_by,
        incident: row.says.incident, provider: row.says.provider, hop: row.says.hop, role: row.says.role,
        upstream: row.says.upstream, upstream_hop: row.says.upstream_hop, attested: row.says.attested,
        status: row.says.status, length: row.says.length, on_word_of: row.says.on_word_of, end_user: row.says.end_user, interim: row.says.interim,
        reading: row.says.reading, window_assumed: row.says.window_assumed, call_at: row.says.call_at, caller: row.says.caller,
        called: row.says.called, campaign: row.says.campaign, description: row.says.description, note: row.says.note,
        window_from: row.says.window_from, window_to: row.says.window_to, at_least: row.says.at_least, total: row.says.total,
        open: row.says.open, point_of_entry: row.says.point_of_entry, downstream: row.says.downstream,
        originating: row.says.originating, no_response: row.says.no_response, not_found: row.says.not_found,
        campaigns: row.says.campaigns, avg_response: row.says.avg_response, action: row.says.action,
        action_kind: row.says.action_kind, frn: row.says.frn, rmd: row.says.rmd, country: row.says.country,
        address: row.says.address, phone: row.says.phone, contact: row.says.contact, line_from: row.says.line_from,
        line_to: row.says.line_to, part: row.says.part, page: row.says.page, row: row.says.row, known_at: row.says.known_at,
        valid_at: row.says.valid_at, names: row.says.names, roles: row.says.roles, doubts: row.says.doubts,
        verified: row.says.verified,
        due_what: row.says.due_what, due_clock: row.says.due_clock, due_length: row.says.due_length,
        due_stated: row.says.due_stated, what: row.says.what, certainty: row.says.certainty, manner: row.says.manner,
        source: row.says.source, how: row.says.how, party: row.says.party, force: row.says.force, condition: row.says.condition,
        basis: row.says.basis, stated: row.says.stated, clock: row.says.clock, links: row.says.links,
        short_names: row.says.short_names, domains: row.says.domains, mailboxes: row.says.mailboxes, inferred: row.says.inferred, sources: row.says.sources, until: row.says.until})
CREATE (c)-[:STATED_IN]->(d)
