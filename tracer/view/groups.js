  /* --- groups of the file open: some of whom they hold come out at a time -------------------------------------- */
  var STEP = 12, inFile = { nodes: nodes, links: links }, memberOf = new Map(), inner = [], out = new Set();
  function days(said) { var two = (said || '').split('/'); return { first: two[0] || null, last: two[two.length - 1] || null }; }
  inFile.nodes.filter(function (n) { return n.members; }).forEach(function (group) {
    var its = [], end = function (of) { return typeof of === 'number' ? group.id + '.' + of : of; };
    Object.keys(group.members).forEach(function (how) {
      group.members[how].forEach(function (m) {
        its.push(Object.assign({
          id: group.id + '.' + its.length, group: group.id, column: group.column, name: m[0], weight: m[1], share: m[2], campaigns: m[4], status: how.split(' ')[0], inferred: how.indexOf(' ') > 0,
          unanswered: Number((/[\d,]+/.exec(m[2]) || ['0'])[0].replace(/,/g, '')), number: '', facts: [], evidence: []
        }, days(m[3])));
      });
    });
    its.forEach(function (m) { memberOf.set(m.id, m); });
    group.inner.forEach(function (row) {
      inner.push(Object.assign({ from: end(row[0]), to: end(row[1]), weight: row[2], campaigns: row[4], how: typeof row[5] === 'string' ? Object.fromEntries([[row[5], row[2]]]) : row[5] }, days(row[3])));
    });
    group.members = its.sort(function (a, b) { return (b.status === 'no-response') - (a.status === 'no-response') || b.weight - a.weight; });
  });
  /* Of a group what is left of it: whom it still holds, and no evidence, as that may be of those who left. */
  function rest(group) {
    var gone = group.members.filter(function (m) { return out.has(m.id); }), all = group.members.length + group.unlisted, left = all - gone.length;
    if (!gone.length) { return group; }
    var silent = (group.unanswered || 0) - gone.filter(function (m) { return m.status === 'no-response'; }).length;
    return left && Object.assign({}, group, {
      name: left.toLocaleString('en-US') + (left === 1 ? ' other provider' : ' other providers'), share: silent ? silent.toLocaleString('en-US') + ' did not answer' : '', unanswered: silent,
      weight: gone.reduce(function (sum, m) { return sum - m.weight; }, group.weight), members: group.members.filter(function (m) { return !out.has(m.id); }), evidence: [], more: 0, part: true,
      facts: [['Providers', left.toLocaleString('en-US') + ' of ' + all.toLocaleString('en-US') + '; the others stand in the figure']].concat(silent ? [['Did not answer', silent.toLocaleString('en-US') + ' of them, at least one request' + meta.by_then]] : [])
    });
  }
  function scaled(of, weight) { return of[0] + (of[1] - of[0]) * Math.sqrt(weight / of[2]); }
  /* Who came out, below its column. */
  function placed() {
    var row = meta.opening.row, found = [];
    below = 0;
    inFile.nodes.forEach(function (group) {
      (group.members || []).filter(function (m) { return out.has(m.id); }).forEach(function (m, k) {
        m.at = { wide: [group.at.wide[0], laid.height + Math.round((k + 0.5) * row)] };
        m.r = Math.round(scaled(meta.opening.r, m.weight));
        below = Math.max(below, (k + 1) * row);
        found.push(m);
      });
    });
    return found;
  }
  /* How a line looks that is made of so many calls, attested in these ways: as the best of them, but no dispute is hidden. */
  function attest(l) {
    var best = l.how.disputed ? 'disputed' : meta.opening.attested.find(function (a) { return l.how[a]; });
    return Object.assign(l, { attested: best, line: meta.opening.lines[best], width: Math.round(10 * scaled(meta.opening.width, l.weight)) });
  }
  function bend(from, to) {
    if (to.at.wide[0] < from.at.wide[0]) { return { wide: ONWARD }; } // the call came from `to`
    var same = to.at.wide[0] === from.at.wide[0];
    return { wide: [from.at.wide[1] < to.at.wide[1] ? 'curvedCW' : 'curvedCCW', same ? 30 : 15, 'above'] };
  }
  /* The hand-offs of who came out, added up; and what is left of the lines that told of them before. */
  function handoffs(its) {
    var sums = new Map(), gone = new Map(), heaviest = new Map();
    var closed = function (id) { return memberOf.has(id) ? memberOf.get(id).group : id; }, now = function (id) { return out.has(id) ? id : closed(id); };
    inner.forEach(function (h) {
      var from = now(h.from), to = now(h.to), between = from + '>' + to, before = closed(h.from) + '>' + closed(h.to);
      if (between === before) { return; }
      if (!sums.has(between)) { sums.set(between, { id: between, from: from, to: to, weight: 0, how: {}, campaigns: [], first: null, last: null, evidence: [] }); }
      if (!gone.has(before)) { gone.set(before, { weight: 0, how: {} }); }
      [sums.get(between), gone.get(before)].forEach(function (sum) {
        sum.weight += h.weight;
        Object.keys(h.how).forEach(function (a) { sum.how[a] = (sum.how[a] || 0) + h.how[a]; });
      });
      var sum = sums.get(between);
      sum.campaigns = Array.from(new Set(sum.campaigns.concat(h.campaigns)));
      if (h.first) { sum.first = sum.first && sum.first < h.first ? sum.first : h.first; sum.last = sum.last && sum.last > h.last ? sum.last : h.last; }
    });
    sums.forEach(function (l) {
      attest(l).bend = bend(its.get(l.from), its.get(l.to));
      [l.from, l.to].forEach(function (id) { if (out.has(id) && !(heaviest.has(id) && heaviest.get(id).weight >= l.weight)) { heaviest.set(id, l); } });
    });
    heaviest.forEach(function (l) { l.strong = true; });
    return inFile.links.map(function (l) {
      var less = gone.get(l.from + '>' + l.to), how = {};
      if (!less) { return l; }
      Object.entries(l.how || Object.fromEntries([[l.attested, l.weight]])).forEach(function (of) { if (of[1] > (less.how[of[0]] || 0)) { how[of[0]] = of[1] - (less.how[of[0]] || 0); } });
      return Object.keys(how).length ? attest(Object.assign({}, l, { weight: l.weight - less.weight, how: how, evidence: [], more: 0, part: true })) : null;
    }).filter(Boolean).concat(Array.from(sums.values()));
  }
  /* These stand in the figure, and nobody else of the groups. */
  function letOut(ids) {
    out = ids;
    nodes = inFile.nodes.map(function (n) { return n.members ? rest(n) : n; }).filter(Boolean).concat(placed());
    links = handoffs(new Map(nodes.map(function (n) { return [n.id, n]; })));
    index();
    texts.clear(); wrapped.clear();
    tellRows(); tellTable(); tellFilters();
    if (chosen && !nodeOf.has(chosen) && !linkOf.has(chosen)) { chosen = near = null; }
    cursor = -1;
    if (network) { layOut(); network.setSize('100%', frame.style.height); redrawAll(); fit(); }
    if (chosen) { select(chosen); } else { overview(); }
    filter();
  }
  function openGroup(id) {
    var next = nodeOf.get(id).members.slice(0, STEP).map(function (m) { return m.id; });
    if (next.length) { letOut(new Set(Array.from(out).concat(next))); }
  }
  function bringForth(id) { letOut(new Set(out).add(id)); select(id); }
