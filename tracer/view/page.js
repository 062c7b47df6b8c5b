/* The page of a drawing. Every text reaches the page as text; nothing is fetched, nothing is evaluated. */
(function () {
  'use strict';
  var doc = document, html = doc.documentElement, byId = function (id) { return doc.getElementById(id); };
  var data = JSON.parse(byId('data').textContent), meta = data.meta, nodes = data.nodes, links = data.links;
  var isPath = meta.kind === 'path', card = meta.card;
  html.classList.add('js');

  var nodeOf = new Map(), linkOf = new Map(), beside = new Map(), rowOf = new Map();
  nodes.forEach(function (n) { nodeOf.set(n.id, n); beside.set(n.id, []); });
  links.forEach(function (l) { linkOf.set(l.id, l); beside.get(l.from).push(l); if (l.to !== l.from) { beside.get(l.to).push(l); } });
  doc.querySelectorAll('#record tr[data-node]').forEach(function (row) { rowOf.set(row.dataset.node, row); });

  function el(tag, cls, text) {
    var made = doc.createElement(tag);
    if (cls) { made.className = cls; }
    if (text !== undefined) { made.textContent = text; }
    return made;
  }
  function put(parent) { for (var i = 1; i < arguments.length; i++) { if (arguments[i]) { parent.appendChild(arguments[i]); } } return parent; }
  function where(e) {
    return (e.page ? 'page ' + e.page + ', ' : '') + (e.part ? 'message ' + e.part + ', ' : '') + (e.lines[0] === e.lines[1] ? 'line ' + e.lines[0] : 'lines ' + e.lines[0] + '–' + e.lines[1]);
  }
  /* A status with its share, and with the day of a copy as of an earlier one. */
  function stands(n, bare) { return meta.looks[n.status].word + (n.share ? ': ' + n.share : '') + (n.inferred ? ' (inferred)' : '') + (bare || n.status === 'group' ? '' : meta.by_then); }
  function called(n) { return n.name.trim() ? n.name : '(blank)'; }
  function plural(n, what) { return n.toLocaleString('en-US') + ' ' + what + (n === 1 ? '' : 's'); }
  function when(moment) { return (moment || '').replace('T', ' ').replace(/(:00)?Z$/, ' UTC'); }

  /* --- colours of the theme --------------------------------------------------------------------------------- */
  var theme = {}, systemDark = window.matchMedia('(prefers-color-scheme: dark)');
  function isDark() { return html.dataset.theme ? html.dataset.theme === 'dark' : systemDark.matches; }
  function readTheme() {
    var style = getComputedStyle(html);
    ['ink', 'soft', 'edge', 'card', 'rim', 'accent', 'band', 'outline'].forEach(function (name) { theme[name] = style.getPropertyValue('--' + name).trim(); });
    byId('theme').textContent = isDark() ? 'Light' : 'Dark';
  }

  /* --- what is shown and chosen ----------------------------------------------------------------------------- */
  var shown = new Set(), shownLinks = new Set(), chosen = null, near = null, cursor = -1;
  var wanted = { text: '', statuses: new Set(), lines: new Set(), campaign: '', from: '', to: '' };
  var texts = new Map();
  function haystack(it) {
    if (!texts.has(it.id)) {
      var all = [it.name || '', it.raw || '', it.number || ''];
      (it.facts || []).forEach(function (f) { all.push(f[1]); });
      (it.evidence || []).forEach(function (e) { all.push(e.name, e.document, e.quote, e.said_by, where(e)); });
      (it.incidents || []).forEach(function (i) { all.push(i); });
      texts.set(it.id, all.join('\n').toLowerCase());
    }
    return texts.get(it.id);
  }
  function within(it) {
    if (wanted.campaign !== '' && (it.campaigns || []).indexOf(Number(wanted.campaign)) < 0) { return false; }
    if (wanted.from && !(it.last && it.last.slice(0, 10) >= wanted.from)) { return false; }
    return !(wanted.to && !(it.first && it.first.slice(0, 10) <= wanted.to));
  }
  function filter() {
    var has = function (it) { return haystack(it).indexOf(wanted.text) >= 0; };
    var own = !wanted.text || nodes.some(has); // what stands at no provider is looked for at the hand-offs
    shown.clear(); shownLinks.clear();
    nodes.forEach(function (n) {
      var fits = (!wanted.lines.size || beside.get(n.id).some(function (l) { return wanted.lines.has(l.line); })) && (!wanted.statuses.size || wanted.statuses.has(n.status)) && within(n) && (!wanted.text || (own ? has(n) : beside.get(n.id).some(has)));
      if (fits) { shown.add(n.id); }
      var row = rowOf.get(n.id);
      if (row && row.hidden === fits) { row.hidden = !fits; }
    });
    links.forEach(function (l) { if (shown.has(l.from) && shown.has(l.to) && (own || has(l)) && within(l) && (!wanted.lines.size || wanted.lines.has(l.line))) { shownLinks.add(l.id); } });
    byId('count').textContent = (shown.size ? '' : 'Nothing matches: ') + shown.size.toLocaleString('en-US') + ' of ' + plural(nodes.length, 'provider') + ', ' +
      shownLinks.size.toLocaleString('en-US') + ' of ' + plural(links.length, 'link');
    redraw();
  }
  function reset() {
    wanted = { text: '', statuses: new Set(), lines: new Set(), campaign: '', from: '', to: '' };
    byId('search').value = '';
    ['campaign', 'from', 'to'].forEach(function (id) { if (byId(id)) { byId(id).value = ''; } });
    doc.querySelectorAll('#filters [aria-pressed]').forEach(function (b) { b.setAttribute('aria-pressed', 'false'); });
    filter();
  }

  /* --- the evidence panel ----------------------------------------------------------------------------------- */
  var panel = byId('evidence');
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
      put(box, piece);
    });
    if (!held.length) { put(box, el('p', 'none', 'None in file.')); }
    if (it.more) { put(box, el('p', 'where', plural(it.more, 'further piece') + ' in the case')); }
    return box;
  }
  function goTo(id, words, extra, then) {
    var item = el('li'), button = el('button', 'open', words);
    button.type = 'button';
    button.addEventListener('click', function () { select(id); });
    return put(item, button, extra ? put(el('small', '', ' ' + extra), then ? el('span', 'whole', then) : null) : null);
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
    var list = nodes.slice(), head = 'Providers, as the call went';
    if (!isPath) { list = list.filter(function (n) { return n.weight; }).sort(function (a, b) { return b.weight - a.weight; }); head = 'Most traced calls'; }
    var ol = el('ul', 'others');
    list.slice(0, isPath ? 60 : 10).forEach(function (n) {
      var item = goTo(n.id, (isPath ? n.number + ' · ' : '') + called(n), isPath ? stands(n, true) : plural(n.weight, 'call'), isPath ? meta.by_then : '');
      item.insertBefore(lookIcon(n.status), item.firstChild);
      put(ol, item);
    });
    var silent = nodes.filter(function (n) { return n.share && n.status !== 'group'; }).sort(function (a, b) { return b.unanswered - a.unanswered; }), least = el('ul', 'others');
    silent.slice(0, 10).forEach(function (n) { put(least, goTo(n.id, called(n), n.share)); });
    if (silent.length) { parts.push(el('h3', '', 'Did not answer' + meta.by_then + (silent.length > 10 ? ': most of ' + silent.length : '')), least); }
    parts.push(el('h3', '', head), ol, el('h3', '', 'Keyboard'));
    parts.push(el('p', 'where', 'Tab to the figure, arrows to move, Enter for the evidence, + − 0 zoom, / search, Esc closes.'));
    panel.replaceChildren.apply(panel, parts);
  }
  function standing(n) {
    var names = (n.campaigns || []).map(function (k) { return meta.campaigns[k]; });
    return [
      ['Traced calls', n.weight ? n.weight.toLocaleString('en-US') : 'named in none, only in letters or counts'],
      ['First – last call', n.first ? n.first.slice(0, 10) + ' – ' + n.last.slice(0, 10) : 'not given']
    ].concat(n.facts, names.length ? [['Campaigns', names.slice(0, 8).join(', ') + (names.length > 8 ? ' …' : '')]] : []);
  }
  function handedOver(l) {
    var name = function (id) { return called(nodeOf.get(id)); };
    return [
      ['Hand-off', name(l.from) + ' received calls from ' + name(l.to)],
      ['Traced calls', l.weight ? l.weight.toLocaleString('en-US') : 'none; stated of no single call'],
      ['Attested', Object.keys(meta.attested).filter(function (a) { return l.how[a]; }).map(function (a) { return meta.attested[a] + ' ' + l.how[a]; }).join(', ')],
      ['First – last call', l.first ? l.first.slice(0, 10) + ' – ' + l.last.slice(0, 10) : 'not given']
    ];
  }
  function details(it) {
    var parts = [], close = el('button', '', 'Close (Esc)');
    if (nodeOf.has(it.id)) {
      parts.push(el('h2', '', called(it)));
      if (it.raw !== undefined) { parts.push(el('p', 'where', 'shown with what cannot be seen spelled out, or cut')); }
      parts.push(put(el('p', 'status'), lookIcon(it.status), el('b', '', stands(it))));
    } else {
      parts.push(el('h2', '', 'Hand-off: ' + meta.attested[it.attested]));
    }
    parts.push(pairs(isPath ? it.facts : linkOf.has(it.id) ? handedOver(it) : standing(it)), exhibits(it));
    if (nodeOf.has(it.id)) {
      var its = beside.get(it.id);
      parts.push(others('Received the call from', its.filter(function (l) { return l.from === it.id; }), 'to'));
      parts.push(others('Handed it to', its.filter(function (l) { return l.to === it.id; }), 'from'));
    } else {
      var ends = el('ul', 'others');
      put(ends, goTo(it.from, called(nodeOf.get(it.from)), 'received it'), goTo(it.to, called(nodeOf.get(it.to)), 'handed it on'));
      parts.push(el('h3', '', 'Between'), ends);
      if (it.incidents) { parts.push(el('h3', '', 'Incidents'), el('p', 'where', it.incidents.slice(0, 60).join(', ') + (it.incidents.length > 60 ? ' …' : ''))); }
    }
    close.type = 'button';
    close.addEventListener('click', clear);
    parts.push(close);
    panel.replaceChildren.apply(panel, parts.filter(Boolean));
    panel.scrollTop = 0;
  }
  function say(it) {
    byId('live').textContent = nodeOf.has(it.id) ? called(it) + ', ' + stands(it) + (isPath ? ', position ' + it.number : it.weight ? ', ' + plural(it.weight, 'call') : ', in no traced call') : 'Hand-off, ' + meta.attested[it.attested];
  }
  function select(id) {
    var it = nodeOf.get(id) || linkOf.get(id);
    if (!it) { return; }
    if (chosen && rowOf.get(chosen)) { rowOf.get(chosen).classList.remove('chosen'); }
    chosen = id;
    near = new Set([id]);
    if (nodeOf.has(id)) {
      cursor = nodes.indexOf(it);
      beside.get(id).forEach(function (l) { near.add(l.id); near.add(l.from); near.add(l.to); });
      if (rowOf.get(id)) { rowOf.get(id).classList.add('chosen'); }
    } else { near.add(it.from); near.add(it.to); }
    details(it);
    say(it);
    redraw();
  }
  function clear() {
    if (chosen && rowOf.get(chosen)) { rowOf.get(chosen).classList.remove('chosen'); }
    chosen = near = null;
    overview();
    redraw();
  }

  /* --- drawing ---------------------------------------------------------------------------------------------- */
  var frame = byId('graph'), mode = 'wide', laid = meta.layouts.wide, outlines = new Map(), lines = new Map(), network = null;
  var FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif";
  function outline(d) { if (!outlines.has(d)) { outlines.set(d, new Path2D(d)); } return outlines.get(d); }
  function faded(id, visible) { return !visible.has(id) ? 0.1 : near && !near.has(id) ? 0.18 : 1; }
  function text(ctx, words, x, y, font, colour, align) {
    ctx.font = font; ctx.textAlign = align || 'left'; ctx.fillStyle = colour; ctx.fillText(words, x, y);
  }
  function halo(ctx, words, x, y, font, colour, align) {
    ctx.font = font; ctx.textAlign = align || 'left'; ctx.lineWidth = 4; ctx.lineJoin = 'round'; ctx.setLineDash([]); ctx.strokeStyle = theme.card;
    ctx.strokeText(words, x, y); ctx.fillStyle = colour; ctx.fillText(words, x, y);
  }
  function stroke(ctx, route, line, colour, width) {
    ctx.strokeStyle = colour; ctx.lineWidth = width; ctx.setLineDash(meta.dashes[line]); ctx.stroke(outline(route.d)); ctx.setLineDash([]);
    return route;
  }
  function arrow(ctx, route, colour) {
    var x = route.tip[0], y = route.tip[1], to = route.to || [1, 0], dx = to[0], dy = to[1], size = 5 + Math.min(route.width / 10, 6) / 2, bx = x - dx * size * 1.8, by = y - dy * size * 1.8;
    ctx.fillStyle = colour; ctx.beginPath(); ctx.moveTo(x, y); ctx.lineTo(bx - dy * size, by - dx * size); ctx.lineTo(bx + dy * size, by + dx * size); ctx.closePath(); ctx.fill();
  }
  function label(ctx, route, words) {
    if (!words.length || !route.at) { return; }
    if (route.below) {
      var both = words.join(' · ');
      ctx.font = '11px ' + FONT;
      var half = ctx.measureText(both).width / 2 + 5;
      ctx.fillStyle = theme.card; ctx.fillRect(route.at[0] - half, route.at[1] - 9, 2 * half, 18);
      text(ctx, both, route.at[0], route.at[1] + 4, '11px ' + FONT, theme.soft, 'center');
      return;
    }
    text(ctx, words[0], route.at[0], route.at[1] - 8, '600 12px ' + FONT, theme.ink, 'center');
    text(ctx, words[1], route.at[0], route.at[1] + 17, '11px ' + FONT, theme.soft, 'center');
  }
  function underneath(ctx) {
    ctx.textBaseline = 'alphabetic';
    laid.columns.forEach(function (c) {
      ctx.fillStyle = theme.band; ctx.beginPath(); ctx.roundRect(c[1], 8, c[2], c[3], 8); ctx.fill();
      text(ctx, c[0], c[1] + 12, 28, '700 12px ' + FONT, theme.soft);
    });
    links.forEach(function (l) {
      var route = l.routes[mode], on = near && near.has(l.id), colour = l.id === chosen || on ? theme.accent : theme.edge;
      ctx.globalAlpha = faded(l.id, shownLinks) * (isPath || on ? 1 : 0.75);
      stroke(ctx, route, l.line, colour, route.width / 10 + (l.id === chosen ? 2 : 0));
      if (isPath || on || links.length < 1500) { arrow(ctx, route, colour); }
      if (isPath) { label(ctx, route, l.label); }
    });
    ctx.globalAlpha = 1;
    laid.ghosts.forEach(function (g) {
      arrow(ctx, stroke(ctx, g[3], 'dotted', theme.edge, 1.6), theme.edge);
      ctx.strokeStyle = theme.edge; ctx.lineWidth = 1; ctx.setLineDash([5, 4]); ctx.beginPath(); ctx.roundRect(g[0], g[1], card[0], card[1], 8); ctx.stroke(); ctx.setLineDash([]);
      text(ctx, g[4], g[0] + 14, g[1] + 48, '700 14px ' + FONT, theme.ink);
      text(ctx, g[2], g[0] + 14, g[1] + 68, '11px ' + FONT, theme.soft);
    });
    laid.gaps.forEach(function (route) { label(ctx, stroke(ctx, route, 'dotted', theme.edge, 1.6), ['gap', 'no document']); });
  }
  function mark(ctx, n, x, y, r) {
    var look = meta.looks[n.status];
    ctx.save(); ctx.translate(x, y); ctx.scale(r / 10, r / 10);
    ctx.fillStyle = n.inferred || look.hollow ? theme.card : look.colour; ctx.fill(outline(look.d));
    ctx.strokeStyle = theme.outline; ctx.lineWidth = 1.3 * 10 / r; ctx.setLineDash(n.inferred ? [3 * 10 / r, 2 * 10 / r] : []); ctx.stroke(outline(look.d));
    ctx.restore();
  }
  function drawCard(ctx, n) {
    var at = n.at[mode], x = at[0], y = at[1], w = card[0], h = card[1], look = meta.looks[n.status];
    ctx.globalAlpha = faded(n.id, shown);
    ctx.beginPath(); ctx.roundRect(x, y, w, h, 8); ctx.fillStyle = theme.card; ctx.fill();
    ctx.save(); ctx.clip(); ctx.fillStyle = look.colour; ctx.fillRect(x, y, w, 6); ctx.restore();
    ctx.lineWidth = n.id === chosen ? 3 : 1; ctx.strokeStyle = n.id === chosen || n === nodes[cursor] && doc.activeElement === frame ? theme.accent : theme.rim;
    ctx.setLineDash(n.inferred ? [5, 4] : []); ctx.beginPath(); ctx.roundRect(x, y, w, h, 8); ctx.stroke(); ctx.setLineDash([]);
    mark(ctx, n, x + 20, y + 26, 7);
    text(ctx, cut(ctx, look.word + (n.inferred ? ' (inferred)' : ''), w - 60, '600 11px ' + FONT), x + 34, y + 30, '600 11px ' + FONT, theme.soft);
    text(ctx, n.number, x + w - 12, y + 30, '600 12px ' + FONT, theme.soft, 'right');
    if (!lines.has(n.id)) { lines.set(n.id, twoLines(ctx, n.name, w - 24, '700 14px ' + FONT)); }
    lines.get(n.id).forEach(function (line, k) { text(ctx, line, x + 13, y + 51 + 17 * k, '700 14px ' + FONT, theme.ink); });
    n.small.forEach(function (line, k) { text(ctx, cut(ctx, line, w - 24, '11px ' + FONT), x + 13, y + h - 10 - card[2] * (n.small.length - 1 - k), '11px ' + FONT, theme.soft); });
    ctx.globalAlpha = 1;
  }
  function cut(ctx, words, room, font) {
    ctx.font = font;
    while (words.length > 1 && ctx.measureText(words).width > room) { words = words.slice(0, words.length - (words.endsWith('…') ? 2 : 1)) + '…'; }
    return words;
  }
  function twoLines(ctx, words, room, font) {
    ctx.font = font;
    if (ctx.measureText(words).width <= room) { return [words]; }
    var at = words.length;
    while (at > 1 && ctx.measureText(words.slice(0, at)).width > room) { at -= 1; }
    var blank = words.lastIndexOf(' ', at);
    if (blank > 0) { at = blank; }
    return [words.slice(0, at), cut(ctx, words.slice(at).trim(), room, font)];
  }
  function drawDot(ctx, n, scale) {
    var at = n.at[mode], on = n.id === chosen || n === nodes[cursor] && doc.activeElement === frame;
    ctx.globalAlpha = faded(n.id, shown);
    if (on) { ctx.strokeStyle = theme.accent; ctx.lineWidth = 2.5; ctx.beginPath(); ctx.arc(at[0], at[1], at[2] + 5, 0, 7); ctx.stroke(); }
    mark(ctx, n, at[0], at[1], at[2]);
    if (scale > 0.32 || on) {
      if (!lines.has(n.id)) { lines.set(n.id, cut(ctx, n.name, meta.layouts[mode].label - at[2], '12px ' + FONT)); }
      halo(ctx, lines.get(n.id), at[0] + at[2] + 6, at[1] + (n.share ? -2 : 4), (near && near.has(n.id) ? '600 ' : '') + '12px ' + FONT, theme.ink);
      if (n.share) { halo(ctx, n.share, at[0] + at[2] + 6, at[1] + 11, '11px ' + FONT, theme.ink); }
    }
    ctx.globalAlpha = 1;
  }
  var draw = isPath ? drawCard : drawDot;
  function middle(n) { var at = n.at[mode]; return isPath ? { x: at[0] + card[0] / 2, y: at[1] + card[1] / 2 } : { x: at[0], y: at[1] }; }
  function renderer(arg) {
    var n = nodeOf.get(arg.id), r = n.at[mode][2];
    return {
      drawNode: function () { draw(arg.ctx, n, network ? network.getScale() : 1); },
      nodeDimensions: isPath ? { width: card[0], height: card[1] } : { width: 2 * r, height: 2 * r }
    };
  }
  function redraw() { if (network) { network.redraw(); } }

  /* --- size, place, zoom ------------------------------------------------------------------------------------ */
  var held = new vis.DataSet(nodes.map(function (n) { var m = middle(n); return { id: n.id, x: m.x, y: m.y, shape: 'custom', ctxRenderer: renderer }; }));
  function layOut() {
    var wide = frame.clientWidth, small = meta.layouts.small && wide < 620, before = mode;
    mode = small ? 'small' : 'wide';
    laid = meta.layouts[mode];
    var scale = Math.min(1, wide / laid.width), tall = Math.ceil(laid.height * scale);
    frame.style.height = (isPath || tall < 4200 ? Math.max(tall, isPath ? 0 : 360) : Math.round(window.innerHeight * 0.78)) + 'px';
    if (network && before !== mode) { held.update(nodes.map(function (n) { var m = middle(n); return { id: n.id, x: m.x, y: m.y }; })); }
  }
  function fit() {
    if (!network) { return; }
    network.moveTo({ position: { x: laid.width / 2, y: laid.height / 2 }, scale: Math.min(isPath ? 1 : 1.25, frame.clientWidth / laid.width, frame.clientHeight / laid.height), animation: false });
  }
  function start() {
    /* Too tall to be read as a whole: from the top, as wide as there is room; Fit shows all of it. */
    var scale = Math.min(isPath ? 1 : 1.25, frame.clientWidth / laid.width);
    if (laid.height * scale <= frame.clientHeight + 40) { fit(); return; }
    network.moveTo({ position: { x: laid.width / 2, y: frame.clientHeight / 2 / scale }, scale: scale, animation: false });
  }
  function zoom(by) { network.moveTo({ scale: Math.max(0.05, Math.min(4, network.getScale() * by)), animation: false }); }
  function reveal(n) {
    var m = middle(n), on = network.canvasToDOM(m);
    if (on.x < 20 || on.y < 20 || on.x > frame.clientWidth - 20 || on.y > frame.clientHeight - 20) { network.moveTo({ position: m, animation: false }); }
  }
  function move(dx, dy) {
    var from = cursor < 0 ? null : middle(nodes[cursor]), best = -1, least = Infinity;
    if (!from) { best = isPath ? 0 : nodes.findIndex(function (n) { return shown.has(n.id); }); }
    else if (isPath && dx) { best = cursor + dx; while (nodes[best] && !shown.has(nodes[best].id)) { best += dx; } }
    else {
      nodes.forEach(function (n, k) {
        var m = middle(n), ahead = (m.x - from.x) * dx + (m.y - from.y) * dy, aside = Math.abs((m.x - from.x) * dy) + Math.abs((m.y - from.y) * dx);
        if (k !== cursor && shown.has(n.id) && ahead > 1 && ahead + 2 * aside < least) { least = ahead + 2 * aside; best = k; }
      });
    }
    if (!nodes[best]) { best = cursor; }
    if (!nodes[best]) { return; }
    cursor = best;
    reveal(nodes[cursor]);
    say(nodes[cursor]);
    redraw();
  }
  var probe = doc.createElement('canvas').getContext('2d');
  /* vis takes every node of ours for a square of 50 units, until it was selected once. */
  function nodeAt(point) {
    var best = null, least = Infinity;
    nodes.forEach(function (n) {
      var m = middle(n), dx = Math.abs(point.x - m.x), dy = Math.abs(point.y - m.y), far = Math.hypot(dx, dy);
      var within = isPath ? dx <= card[0] / 2 && dy <= card[1] / 2 : far <= Math.max(n.at[mode][2], 12 / network.getScale());
      if (within && far < least) { best = n; least = far; }
    });
    return best;
  }
  function linkAt(point) {
    var least = 10 / network.getScale();
    return links.find(function (l) {
      probe.lineWidth = Math.max(l.routes[mode].width / 10, least);
      return shownLinks.has(l.id) && probe.isPointInStroke(outline(l.routes[mode].d), point.x, point.y);
    });
  }
  function begin() {
    layOut();
    network = new vis.Network(frame, { nodes: held, edges: new vis.DataSet([]) }, {
      physics: false, layout: { improvedLayout: false }, nodes: { fixed: true }, autoResize: false,
      interaction: { dragNodes: false, zoomView: false, hover: false, keyboard: false, selectConnectedEdges: false, tooltipDelay: 1e9 }
    });
    frame.firstChild.removeAttribute('tabindex'); // ours has one, and Tab leaves it
    network.on('beforeDrawing', underneath);
    network.on('click', function (p) {
      frame.focus({ preventScroll: true });
      var hit = nodeAt(p.pointer.canvas) || linkAt(p.pointer.canvas);
      if (hit) { select(hit.id); } else if (chosen) { clear(); }
    });
    network.once('afterDrawing', function () { requestAnimationFrame(function () { html.dataset.ready = String(Math.round(performance.now())); }); });
    start();
  }

  /* --- a picture with all that tells what it is ------------------------------------------------------------- */
  function save() {
    var up = 2, head = 76, foot = 54, canvas = el('canvas'), ctx = canvas.getContext('2d'), width = Math.max(laid.width, 760);
    canvas.width = width * up; canvas.height = (laid.height + head + foot) * up;
    ctx.scale(up, up);
    ctx.fillStyle = theme.card; ctx.fillRect(0, 0, width, laid.height + head + foot);
    text(ctx, cut(ctx, meta.title, width - 36, '700 18px ' + FONT), 18, 28, '700 18px ' + FONT, theme.ink);
    text(ctx, cut(ctx, meta.header.map(function (h) { return h[0] + ': ' + h[1]; }).join('   '), width - 36, '12px ' + FONT), 18, 48, '12px ' + FONT, theme.soft);
    text(ctx, cut(ctx, meta.badge, width - 36, '600 12px ' + FONT), 18, 66, '600 12px ' + FONT, theme.ink);
    ctx.save(); ctx.translate(0, head);
    underneath(ctx);
    nodes.forEach(function (n) { draw(ctx, n, 1); });
    ctx.restore();
    var x = 18, y = laid.height + head + 14;
    meta.legend.forEach(function (pair) {
      ctx.strokeStyle = theme.edge; ctx.lineWidth = 2; ctx.setLineDash(meta.dashes[pair[0]]); ctx.beginPath(); ctx.moveTo(x, y); ctx.lineTo(x + 28, y); ctx.stroke(); ctx.setLineDash([]);
      text(ctx, pair[1], x + 34, y + 4, '11px ' + FONT, theme.soft); x += 50 + ctx.measureText(pair[1]).width;
    });
    Object.keys(meta.looks).forEach(function (slug) {
      if (!nodes.some(function (n) { return n.status === slug; })) { return; }
      var look = meta.looks[slug]; ctx.font = '11px ' + FONT;
      if (x + 40 + ctx.measureText(look.word).width > width) { x = 18; y += 17; }
      mark(ctx, { status: slug }, x + 6, y, 5); text(ctx, look.word, x + 17, y + 4, '11px ' + FONT, theme.soft); x += 34 + ctx.measureText(look.word).width;
    });
    text(ctx, 'As of ' + (when(meta.as_of) || 'all that is known') + ' · generated ' + when(meta.generated) + ' by calltracer ' + meta.version + ' · data SHA-256 ' + meta.sha256, 18, laid.height + head + foot - 8, '10px ' + FONT, theme.soft);
    canvas.toBlob(function (blob) {
      var link = el('a'), url = URL.createObjectURL(blob);
      link.href = url; link.download = meta.kind + '-' + meta.sha256.slice(0, 12) + '.png'; link.click();
      setTimeout(function () { URL.revokeObjectURL(url); }, 1000);
    }, 'image/png');
  }

  /* --- is the data what its hash says? ---------------------------------------------------------------------- */
  function canonical(value) {
    if (Array.isArray(value)) { return '[' + value.map(canonical).join(',') + ']'; }
    if (value && typeof value === 'object') {
      return '{' + Object.keys(value).sort().map(function (k) { return canonical(k) + ':' + canonical(value[k]); }).join(',') + '}';
    }
    return JSON.stringify(value).replace(/[\u007f-\uffff]/g, function (c) { return '\\u' + ('000' + c.charCodeAt(0).toString(16)).slice(-4); });
  }
  function check() {
    if (!window.crypto || !crypto.subtle) { return; }
    crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical({ links: links, nodes: nodes }))).then(function (buffer) {
      var hex = Array.from(new Uint8Array(buffer)).map(function (b) { return ('0' + b.toString(16)).slice(-2); }).join('');
      byId('matches').textContent = hex === meta.sha256 ? '✓ matches this file’s data' : '✗ does not match this file’s data';
    });
  }

  /* --- hands on --------------------------------------------------------------------------------------------- */
  byId('search').addEventListener('input', function () { wanted.text = this.value.trim().toLowerCase(); filter(); });
  byId('search').addEventListener('keydown', function (e) {
    if (e.key === 'Escape') { this.value = ''; wanted.text = ''; filter(); }
    if (e.key === 'Enter' && shown.size) { select(nodes.find(function (n) { return shown.has(n.id); }).id); }
  });
  doc.querySelectorAll('#filters [aria-pressed]').forEach(function (button) {
    button.addEventListener('click', function () {
      var on = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(on));
      if (button.dataset.line) { wanted.lines[on ? 'add' : 'delete'](button.dataset.line); }
      else { wanted.statuses[on ? 'add' : 'delete'](button.dataset.status); }
      filter();
    });
  });
  ['campaign', 'from', 'to'].forEach(function (id) { if (byId(id)) { byId(id).addEventListener('change', function () { wanted[id] = this.value; filter(); }); } });
  byId('reset').addEventListener('click', reset);
  doc.querySelectorAll('#record [data-open]').forEach(function (button) { button.addEventListener('click', function () { select(button.dataset.open); }); });
  byId('in').addEventListener('click', function () { zoom(1.25); });
  byId('out').addEventListener('click', function () { zoom(0.8); });
  byId('fit').addEventListener('click', fit);
  byId('save').addEventListener('click', save);
  byId('print').addEventListener('click', function () { window.print(); });
  byId('theme').addEventListener('click', function () { html.dataset.theme = isDark() ? 'light' : 'dark'; readTheme(); redraw(); });
  systemDark.addEventListener('change', function () { readTheme(); redraw(); });
  doc.addEventListener('keydown', function (e) {
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(doc.activeElement ? doc.activeElement.tagName : '');
    if (e.key === '/' && !typing && !e.ctrlKey && !e.metaKey) { e.preventDefault(); byId('search').focus(); }
    if (e.key === 'Escape' && !typing && chosen) { clear(); }
  });
  frame.addEventListener('keydown', function (e) {
    var arrows = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (e.ctrlKey || e.metaKey || e.altKey) { return; }
    if (arrows) { move(arrows[0], arrows[1]); }
    else if (e.key === 'Enter' && nodes[cursor]) { select(nodes[cursor].id); }
    else if (e.key === '+' || e.key === '=') { zoom(1.25); }
    else if (e.key === '-') { zoom(0.8); }
    else if (e.key === '0') { fit(); }
    else { return; }
    e.preventDefault();
  });
  frame.addEventListener('focus', redraw);
  frame.addEventListener('blur', redraw);
  frame.addEventListener('wheel', function (e) { if (e.ctrlKey) { e.preventDefault(); zoom(e.deltaY < 0 ? 1.1 : 0.9); } }, { passive: false });
  window.addEventListener('resize', function () { if (network) { layOut(); network.setSize('100%', frame.style.height); start(); redraw(); } });
  window.tracerPage = { select: select, redraw: redraw };

  readTheme();
  overview();
  begin();
  filter();
  check();
}());
