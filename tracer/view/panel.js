  /* --- the evidence panel ----------------------------------------------------------------------------------- */
  var panel = byId('evidence'), LISTED = 100;
  function lookIcon(status) {
    var look = meta.looks[status], ns = 'http://www.w3.org/2000/svg', svg = doc.createElementNS(ns, 'svg'), path = doc.createElementNS(ns, 'path');
    svg.setAttribute('class', 'icon'); svg.setAttribute('viewBox', '-13 -13 26 26'); svg.setAttribute('aria-hidden', 'true');
    path.setAttribute('d', look.d); path.setAttribute('fill', look.hollow ? 'none' : look.colour);
    return put(svg, path);
  }
  function pairs(list) {
    var dl = el('dl', 'pairs');
    list.forEach(function (pair) { put(dl, put(el('div'), el('dt', '', pair[0]), el('dd', '', pair[1]))); });
    return dl;
  }
  function exhibits(it) {
    var box = el('div'), held = it.evidence || [];
    put(box, el('h3', '', 'Evidence (' + (held.length + (it.more || 0)) + ')'));
    held.forEach(function (e) {
      var piece = el('div', 'piece');
      put(piece, el('h4', '', e.name), el('p', 'where', where(e) + (e.document ? ' · document ' + e.document : '')), el('blockquote', '', e.quote));
      put(piece, el('p', 'where', e.said_by + ' · known since ' + when(e.known_at) + (e.inferred ? ' · inferred, not stated' : '')));
      put(box, put(piece, button('Copy citation', function () { copy(citation(e), this); }, 'cite')));
    });
    if (!held.length) { put(box, el('p', 'none', 'None in file.')); }
    if (it.more) { put(box, el('p', 'where', plural(it.more, 'further piece') + ' in the case')); }
    return box;
  }
  /* As it can stand in a letter: words, speaker, document, lines, two dates, and which page they were taken from. */
  function citation(e) {
    return '“' + e.quote + '” (' + e.said_by + (e.inferred ? ', inferred, not stated' : '') + '), ' + e.name + (e.document ? ' [document ' + e.document + ']' : '') + ', ' + where(e) +
      '; known since ' + when(e.known_at) + '. ' + meta.title + '; page generated ' + when(meta.generated) + ' by calltracer ' + meta.version + (shownDay ? ', shown as known on ' + shownDay.day : '') + ', data SHA-256 ' + meta.sha256 + '.';
  }
  function copy(words, from) {
    var done = function () { from.textContent = 'Copied'; byId('live').textContent = 'Citation copied'; };
    var byHand = function () {
      var field = put(doc.body, el('textarea', 'unseen')).lastChild;
      field.value = words;
      field.select();
      if (doc.execCommand('copy')) { done(); }
      field.remove();
      from.focus();
    };
    if (navigator.clipboard) { navigator.clipboard.writeText(words).then(done, byHand); } else { byHand(); }
  }
  function goTo(id, words, extra, then) {
    var small = extra ? el('small', '', ' ' + (then ? '' : extra)) : null;
    if (then) { small.append(el('span', 'whole', extra + ','), ' ', el('span', 'whole', then.slice(2))); }
    return put(el('li'), button(words, function () { select(id); }, 'open'), small);
  }
  function others(title, list, far) {
    var box = el('div');
    if (!list.length) { return null; }
    put(box, el('h3', '', title + ' (' + list.length + ')'));
    var ul = put(box, el('ul', 'others')).lastChild;
    list.slice().sort(function (a, b) { return b.weight - a.weight; }).forEach(function (l) {
      put(ul, goTo(l.id, called(nodeOf.get(l[far])), (isPath || !l.weight ? '' : plural(l.weight, 'call') + ', ') + meta.attested[l.attested]));
    });
    return box;
  }
  function overview() {
    var parts = [];
    var box = put(el('div', 'says'), el('h2', '', isPath ? 'What this path shows' : 'What this network shows')), ul = el('ul');
    meta.says.forEach(function (line) { put(ul, el('li', '', line)); });
    parts.push(put(box, ul), pairs(meta.about));
    var list = nodes.filter(known), head = 'Providers, as the call went';
    if (!isPath) { list = list.filter(function (n) { return n.weight && n.status !== 'group'; }).sort(function (a, b) { return b.weight - a.weight; }); head = 'Most traced calls'; }
    var ol = el('ul', 'others');
    list.slice(0, isPath ? 60 : 10).forEach(function (n) {
      var item = goTo(n.id, (isPath ? n.number + ' · ' : '') + called(n), isPath ? stands(n, true) : plural(n.weight, 'call'), isPath ? meta.by_then : '');
      item.insertBefore(lookIcon(n.status), item.firstChild);
      put(ol, item);
    });
    var silent = nodes.filter(function (n) { return known(n) && n.share && n.status !== 'group'; }).sort(function (a, b) { return b.unanswered - a.unanswered; }), least = el('ul', 'others');
    silent.slice(0, 10).forEach(function (n) { put(least, goTo(n.id, called(n), n.share)); });
    if (silent.length) { parts.push(el('h3', '', 'Did not answer' + meta.by_then + (silent.length > 10 ? ': most of ' + silent.length : '')), least); }
    parts.push(el('h3', '', head), ol, el('h3', '', 'Keyboard'));
    parts.push(el('p', 'where', 'Tab to the figure, arrows to move, Enter for the evidence, + − 0 zoom, / search, Esc closes.'));
    panel.replaceChildren.apply(panel, parts);
    html.classList.remove('picked');
  }
  function spanned(it) { return 'First – last call' + (it.part ? ' of the whole group' : ''); }
  function standing(n) {
    var names = (n.campaigns || []).map(function (k) { return meta.campaigns[k]; });
    return [
      ['Traced calls', n.weight ? n.weight.toLocaleString('en-US') : 'named in none, only in letters or counts'],
      [spanned(n), span(n)]
    ].concat(n.facts, names.length ? [['Campaigns', names.slice(0, 8).join(', ') + (names.length > 8 ? ' …' : '')]] : []);
  }
  function handedOver(l) {
    var name = function (id) { return called(nodeOf.get(id)); }, how = l.how || Object.fromEntries([[l.attested, l.weight]]);
    return [
      ['Hand-off', name(l.from) + ' received calls from ' + name(l.to)],
      ['Traced calls', l.weight ? l.weight.toLocaleString('en-US') : 'none; stated of no single call'],
      ['Attested', Object.keys(meta.attested).filter(function (a) { return how[a]; }).map(function (a) { return meta.attested[a] + ' ' + how[a]; }).join(', ')],
      [spanned(l), span(l)]
    ];
  }
  function details(it) {
    var parts = [];
    if (nodeOf.has(it.id)) {
      parts.push(el('h2', '', called(it)));
      if (it.raw !== undefined) { parts.push(el('p', 'where', 'shown with what cannot be seen spelled out, or cut')); }
      parts.push(put(el('p', 'status'), lookIcon(it.status), el('b', '', stands(it))));
    } else {
      parts.push(el('h2', '', 'Hand-off: ' + meta.attested[it.attested]));
    }
    parts.push(pairs(isPath ? it.facts : linkOf.has(it.id) ? handedOver(it) : standing(it)));
    if (it.members) { parts.push(inside(it)); }
    parts.push(exhibits(it));
    if (it.group || it.part || it.from && (out.has(it.from) || out.has(it.to))) { parts.push(el('p', 'where', meta.inside)); }
    if (nodeOf.has(it.id)) {
      var its = beside.get(it.id).filter(known);
      parts.push(others('Received the call from', its.filter(function (l) { return l.from === it.id; }), 'to'));
      parts.push(others('Handed it to', its.filter(function (l) { return l.to === it.id; }), 'from'));
    } else {
      var ends = el('ul', 'others');
      put(ends, goTo(it.from, called(nodeOf.get(it.from)), 'received it'), goTo(it.to, called(nodeOf.get(it.to)), 'handed it on'));
      parts.push(el('h3', '', 'Between'), ends);
      if (it.incidents) { parts.push(el('h3', '', 'Incidents'), el('p', 'where', it.incidents.slice(0, 60).join(', ') + (it.incidents.length > 60 ? ' …' : ''))); }
    }
    parts.push(button('Close (Esc)', clear));
    panel.replaceChildren.apply(panel, parts.filter(Boolean));
    panel.scrollTop = 0;
    html.classList.add('picked');
  }
  /* Whom a group of the file holds: the silent first, then by calls; of a search, those whom it finds. Each can come out into the figure. */
  function inside(group) {
    var all = group.members, found = all.filter(function (m) { return wanted.text && m.name.toLowerCase().indexOf(wanted.text) >= 0; });
    var list = found.length ? found : all, box = el('div'), ul = el('ul', 'others');
    var tell = function (m) { put(ul, put(el('li'), lookIcon(m.status), button(called(m), function () { bringForth(m.id); }, 'open'), el('small', '', ' ' + stands(m, true) + ' · ' + (m.weight ? plural(m.weight, 'call') : 'in no traced call')))); };
    if (all.length) { put(box, button(all.length > STEP ? 'Show the next ' + STEP + ' in the figure' : 'Show them in the figure', function () { openGroup(group.id); })); }
    put(box, el('h3', '', (found.length ? 'Found in it (' + found.length : 'Its providers (' + (all.length + group.unlisted).toLocaleString('en-US')) + ')' + meta.by_then), ul);
    list.slice(0, LISTED).forEach(tell);
    if (list.length > LISTED) { put(box, button('List all ' + list.length.toLocaleString('en-US'), function () { list.slice(LISTED).forEach(tell); this.remove(); })); }
    if (group.unlisted) { put(box, el('p', 'where', group.unlisted.toLocaleString('en-US') + ' more, each with fewer calls, are only counted.')); }
    return put(box, group.part ? null : el('p', 'where', meta.inside));
  }
  function say(it) {
    byId('live').textContent = nodeOf.has(it.id) ? called(it) + ', ' + stands(it) + (isPath ? ', position ' + it.number : it.weight ? ', ' + plural(it.weight, 'call') : ', in no traced call') : 'Hand-off, ' + meta.attested[it.attested];
  }
  /* What one folded mark stands for. */
  function listed(group) {
    var list = el('ul', 'others');
    group.members.slice().sort(function (a, b) { return (b.unanswered || 0) - (a.unanswered || 0) || b.weight - a.weight; }).forEach(function (n) {
      var entry = goTo(n.id, called(n), n.share || plural(n.weight, 'call'));
      entry.insertBefore(lookIcon(n.status), entry.firstChild);
      put(list, entry);
    });
    panel.replaceChildren(el('h2', '', group.name), button('Show them in the figure', function () { unfold(group.id); clear(); }), list, button('Close (Esc)', clear));
    panel.scrollTop = 0;
    html.classList.add('picked');
  }
