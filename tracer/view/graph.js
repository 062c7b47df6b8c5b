  /* --- the figure: nodes and lines of vis-network, as pyvis hands them on ------------------------------------- */
  var frame = byId('graph'), tip = byId('card'), mode = 'wide', laid = meta.layouts.wide, stretch = 1, network = null, picturing = false, below = 0;
  var FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif", PALE = 0.16, GONE = 0.06;
  var outlines = new Map(), wrapped = new Map(), items = new vis.DataSet(), lines = new vis.DataSet();
  var ONWARD = ['cubicBezier', 50, 'above']; // a line of which nothing else is said
  var seenItems = new vis.DataView(items, { filter: function (item) { var n = nodeOf.get(item.id); return !(n && n.unknown) && (!kept || kept.has(item.id)); } });
  var seenLines = new vis.DataView(lines, { filter: function (line) { var l = linkOf.get(line.id); return !(l && l.unknown) && (!kept || kept.has(line.from) && kept.has(line.to)) && standsFor(line.id); } });
  function outline(d) { if (!outlines.has(d)) { outlines.set(d, new Path2D(d)); } return outlines.get(d); }
  function seen(id) { return shown.has(id) || shownLinks.has(id) ? 1 : around.has(id) ? 0.7 : 0; }
  function strength(id) { return folds.has(id) ? narrowed() || near ? 0.3 : 1 : !seen(id) ? 0.1 : near && !near.has(id) ? 0.2 : seen(id); }
  function text(ctx, words, x, y, font, colour, align) {
    ctx.font = font; ctx.textAlign = align || 'left'; ctx.fillStyle = colour; ctx.fillText(words, x, y);
  }
  function cut(ctx, words, room, font) {
    ctx.font = font;
    while (words.length > 1 && ctx.measureText(words).width > room) { words = words.slice(0, words.length - (words.endsWith('…') ? 2 : 1)) + '…'; }
    return words;
  }
  function inLines(ctx, words, room, font, most) {
    var found = [], left = words, at, blank;
    ctx.font = font;
    while (found.length < most - 1 && ctx.measureText(left).width > room) {
      at = left.length;
      while (at > 1 && ctx.measureText(left.slice(0, at)).width > room) { at -= 1; }
      blank = left.lastIndexOf(' ', at);
      if (blank > 0) { at = blank; }
      found.push(left.slice(0, at));
      left = left.slice(at).trim();
    }
    found.push(cut(ctx, left, room, font));
    return found;
  }
  function mark(ctx, n, x, y, r) {
    var look = meta.looks[n.status];
    ctx.save(); ctx.translate(x, y); ctx.scale(r / 10, r / 10);
    ctx.fillStyle = n.inferred || look.hollow ? theme.card : look.colour; ctx.fill(outline(look.d));
    ctx.strokeStyle = theme.outline; ctx.lineWidth = 1.3 * 10 / r; ctx.setLineDash(n.inferred ? [3 * 10 / r, 2 * 10 / r] : []); ctx.stroke(outline(look.d));
    ctx.restore();
  }
  function atHand(n) { return n.id === chosen || n === nodes[cursor] && doc.activeElement === frame && !picturing; }
  /* A legal name is not cut: a long one is written smaller. */
  function nameOf(ctx, n, wide, tall) {
    var made;
    [[13, 15], [11, 12], [9.5, 10]].some(function (size) {
      var font = '700 ' + size[0] + 'px ' + FONT;
      made = { font: font, step: size[1], lines: inLines(ctx, n.name, wide, font, Math.max(1, Math.floor((tall + 3) / size[1]))) };
      return made.lines.join('').replace(/ /g, '') === n.name.replace(/ /g, '');
    });
    return made;
  }
  function drawCard(ctx, n, mid_x, mid_y) {
    var w = card[0], h = card[1], x = mid_x - w / 2, y = mid_y - h / 2, look = meta.looks[n.status];
    ctx.globalAlpha = strength(n.id);
    ctx.beginPath(); ctx.roundRect(x, y, w, h, 8); ctx.fillStyle = theme.card; ctx.fill();
    ctx.save(); ctx.clip(); ctx.fillStyle = look.colour; ctx.fillRect(x, y, w, 6); ctx.restore();
    ctx.lineWidth = n.id === chosen ? 3 : 1; ctx.strokeStyle = atHand(n) ? theme.accent : theme.rim;
    ctx.setLineDash(n.inferred ? [5, 4] : []); ctx.beginPath(); ctx.roundRect(x, y, w, h, 8); ctx.stroke(); ctx.setLineDash([]);
    mark(ctx, n, x + 20, y + 24, 7);
    text(ctx, cut(ctx, look.word + (n.inferred ? ' (inferred)' : ''), w - 60, '600 11px ' + FONT), x + 34, y + 28, '600 11px ' + FONT, theme.soft);
    text(ctx, n.number, x + w - 12, y + 28, '600 12px ' + FONT, theme.soft, 'right');
    if (!wrapped.has(n.id)) { wrapped.set(n.id, nameOf(ctx, n, w - 24, h - 46 - card[2] * n.small.length)); }
    var name = wrapped.get(n.id);
    name.lines.forEach(function (line, k) { text(ctx, line, x + 13, y + 48 + name.step * k, name.font, theme.ink); });
    n.small.forEach(function (line, k) { text(ctx, cut(ctx, line, w - 24, '11px ' + FONT), x + 13, y + h - 9 - card[2] * (n.small.length - 1 - k), '11px ' + FONT, theme.soft); });
  }
  function drawEnd(ctx, end, mid_x, mid_y) {
    var x = mid_x - card[0] / 2, y = mid_y - card[1] / 2;
    ctx.strokeStyle = theme.edge; ctx.lineWidth = 1; ctx.setLineDash([5, 4]); ctx.beginPath(); ctx.roundRect(x, y, card[0], card[1], 8); ctx.fillStyle = theme.card; ctx.fill(); ctx.stroke(); ctx.setLineDash([]);
    text(ctx, end[4], x + 14, y + 48, '700 14px ' + FONT, theme.ink);
    inLines(ctx, end[2], card[0] - 24, '11px ' + FONT, 3).forEach(function (line, k) { text(ctx, line, x + 14, y + 68 + card[2] * k, '11px ' + FONT, theme.soft); });
  }
  function plate(ctx, words, x, y, font, align) {
    ctx.font = font;
    var w = ctx.measureText(words).width;
    ctx.fillStyle = theme.band; ctx.fillRect(align === 'left' ? x - 2 : x - w / 2 - 2, y - 10, w + 4, 13);
    text(ctx, words, x, y, font, theme.ink, align);
  }
  function drawMark(ctx, n, x, y) {
    ctx.globalAlpha = strength(n.id);
    if (atHand(n)) { ctx.strokeStyle = theme.accent; ctx.lineWidth = 2.5; ctx.beginPath(); ctx.arc(x, y, n.r + 5, 0, 7); ctx.stroke(); }
    mark(ctx, n, x, y, n.r);
  }
  function drawName(ctx, n, x, y, scale) {
    if (scale < 0.34 && !(near && near.has(n.id)) || strength(n.id) < 0.5 && !(near && near.has(n.id))) { return; }
    var font = (near && near.has(n.id) ? '600 ' : '') + '12px ' + FONT;
    if (!wrapped.has(n.id)) { wrapped.set(n.id, cut(ctx, n.name, laid.label * stretch, '12px ' + FONT)); }
    plate(ctx, wrapped.get(n.id), x, y - n.r - 5, font, 'center');
    if (n.share && n.status === 'group') { plate(ctx, n.share, x, y + n.r + 13, '600 11px ' + FONT, 'center'); }
    else if (n.share) { plate(ctx, n.share, x + n.r + 5, y + 4, '600 11px ' + FONT, 'left'); }
  }
  function renderer(arg) {
    var n = nodeOf.get(arg.id), end = ends.get(arg.id), group = folds.get(arg.id), scale = network && !picturing ? network.getScale() : 1;
    if (isPath) { return { drawNode: function () { if (end) { drawEnd(arg.ctx, end, arg.x, arg.y); } else { drawCard(arg.ctx, n, arg.x, arg.y); } }, nodeDimensions: { width: card[0], height: card[1] } }; }
    return {
      drawNode: function () { drawMark(arg.ctx, n || group, arg.x, arg.y); },
      drawExternalLabel: function () { drawName(arg.ctx, n || group, arg.x, arg.y, scale); }
    };
  }
  function underneath(ctx) {
    ctx.textBaseline = 'alphabetic';
    if (forces) { return; }
    var tall = (folds.size || kept ? laid.first : laid.height + below) - 18;
    laid.columns.forEach(function (c) {
      ctx.fillStyle = theme.band; ctx.beginPath(); ctx.roundRect(c[1] * stretch, 8, c[2] * stretch, tall, 8); ctx.fill();
      text(ctx, cut(ctx, c[0], c[2] * stretch - 16, '700 12px ' + FONT), c[1] * stretch + 10, 27, '700 12px ' + FONT, theme.soft);
    });
  }
  var ends = new Map();
  /* Ends of the trail that are no node. On an earlier day one stands where what was not known then stands now. */
  function endsNow() {
    if (!shownDay) { return laid.ghosts; }
    return shownDay.ghosts.map(function (g) {
      var made = laid.ghosts.find(function (m) { return m[5] === g[0]; }), before = nodes[nodes.indexOf(nodeOf.get(g[0])) - 1];
      var at = made ? made.slice(0, 2) : before && before.unknown ? before.at[mode] : null;
      var joined = !made && before && links.find(function (l) { return l.from === g[0] && l.to === before.id; });
      return at && [at[0], at[1], g[1], made ? made[3] : joined ? joined.bend[mode].slice(0, 2).concat('none') : ['', 0, 'none'], g[2], g[0]];
    }).filter(Boolean);
  }
  function gapsNow() { return shownDay ? shownDay.gaps.map(function (g) { return [g[0], g[1], ['', 0, 'on']]; }) : laid.gaps; }
  function redrawAll() {
    var listed = itemsNow(), drawn = linesNow(), there = new Set(listed.map(function (i) { return i.id; })), those = new Set(drawn.map(function (l) { return l.id; }));
    regroup(function () {
      items.remove(items.getIds().filter(function (id) { return !there.has(id); }));
      lines.remove(lines.getIds().filter(function (id) { return !those.has(id); }));
      items.update(isPath || !moved ? listed : listed.filter(function (i) { return !items.get(i.id); }));
      lines.update(drawn);
    });
  }
  function item(id, x, y, size) { return { id: id, x: x * stretch, y: y, size: size, shape: 'custom', ctxRenderer: renderer }; }
  function itemsNow() {
    ends = new Map(endsNow().map(function (g) { return ['end ' + g[5], g]; }));
    return nodes.map(function (n) { return item(n.id, n.at[mode][0], n.at[mode][1], isPath ? card[0] / 2 : n.r); })
      .concat(Array.from(ends.values(), function (g) { return item('end ' + g[5], g[0], g[1], card[0] / 2); }));
  }
  function line(id, from, to, bend, style, words, more) {
    var above = bend[2] === 'above';
    return Object.assign({
      id: id, from: from, to: to, dashes: style === 'solid' ? false : meta.dashes[style], width: 1.6, hoverWidth: 0, selectionWidth: 0, chosen: false,
      smooth: bend[0] ? { enabled: true, type: bend[0], forceDirection: isPath ? 'vertical' : 'horizontal', roundness: bend[1] / 100 } : { enabled: false },
      arrows: { to: { enabled: true, scaleFactor: isPath ? 0.75 : 0.45 } },
      selfReference: { size: 14, angle: 2.4 },
      label: bend[2] === 'none' || !words ? undefined : words.filter(Boolean).join(above ? '\n' : ' · '), font: written(above, theme.ink)
    }, more);
  }
  function written(above, colour) {
    return { face: FONT, size: 11, color: colour, strokeWidth: 0, vadjust: above ? -10 : 0, align: above ? 'top' : 'horizontal', background: above ? undefined : theme.card };
  }
  function look(l) {
    var on = near && near.has(l.id), visible = seen(l.id);
    return {
      font: isPath ? written((l.bend || { wide: ONWARD })[mode][2] === 'above', !visible || near && !on ? theme.line : theme.ink) : undefined,
      dashes: l.line === 'solid' ? false : meta.dashes[l.line].map(function (n) { return n * Math.max(1, (isPath ? 1.6 : l.width / 10) / 4); }),
      width: (isPath ? 1.6 : l.width / 10) + (l.id === chosen ? 2 : on && !isPath ? 1 : 0),
      color: { color: on ? theme.accent : theme.edge, opacity: !visible || near && !on ? GONE + (isPath ? 0.1 : 0) : isPath || on ? 1 : !l.strong && !kept && !narrowed() ? PALE : 0.75 * visible, inherit: false }
    };
  }
  var styled = new Map();
  function linesNow() {
    styled.clear();
    var found = links.map(function (l) { // the call came from `to`
      var style = look(l);
      styled.set(l.id, JSON.stringify(style));
      return line(l.id, l.to, l.from, l.bend ? l.bend[mode] : ONWARD, l.line, l.label, style);
    });
    var plain = { color: { color: theme.edge, opacity: 1, inherit: false } };
    ends.forEach(function (g) { found.push(line('to end ' + g[5], 'end ' + g[5], g[5], g[3], 'dotted', null, plain)); });
    gapsNow().forEach(function (g, k) { found.push(Object.assign(line('gap ' + k, g[0], g[1], g[2].slice(0, 2).concat(g[2][2] === 'none' ? 'above' : g[2][2]), 'dotted', ['gap', 'no document'], plain), { arrows: { to: { enabled: false } } })); });
    return found;
  }
  /* Only what looks otherwise than before is told to vis. */
  function restyle() {
    if (!network) { return; }
    var changed = [];
    links.forEach(function (l) {
      var style = look(l), words = JSON.stringify(style);
      if (styled.get(l.id) !== words) { styled.set(l.id, words); changed.push(Object.assign({ id: l.id }, style)); }
    });
    if (changed.length) { lines.update(changed); }
    network.redraw();
  }
  function redraw() { if (network) { network.redraw(); } }

  /* --- what is folded, and what a double click keeps ---------------------------------------------------------- */
  var folds = new Map(), bundled = new Map(), folding = nodes.some(function (n) { return n.folded; });
  /* Of each column all but the silent and the busiest, as one cluster of vis; what is asked for stays out. */
  function fold() {
    folds.clear();
    nodes.forEach(function (n) {
      if (!n.folded) { return; }
      var id = 'fold ' + n.column;
      if (!folds.has(id)) { folds.set(id, { id: id, status: 'group', r: 12, column: n.column, members: [] }); }
      folds.get(id).members.push(n);
    });
    folds.forEach(function (group) {
      var silent = group.members.filter(function (n) { return n.status === 'no-response'; }).length;
      group.name = group.members.length + ' others'; group.share = silent ? silent + ' did not answer' : '';
    });
    asked().forEach(function (id) { folds.delete(id); });
  }
  function asked() {
    var out = kept ? nodes : nodes.filter(function (n) { return n.folded && (n.id === chosen || narrowed() && shown.has(n.id)); });
    return new Set(out.map(foldOf).filter(function (id) { return folds.has(id); }));
  }
  function foldOf(n) { return n.folded && folds.has('fold ' + n.column) ? 'fold ' + n.column : n.id; }
  /* One line stands for all that run between the same two, where one of these is a fold: thousands are not bent to be hidden. */
  function bundle() {
    var first = new Map();
    bundled.clear();
    if (!folds.size) { return; }
    links.forEach(function (l) {
      var from = foldOf(nodeOf.get(l.from)), to = foldOf(nodeOf.get(l.to)), between = from + ' ' + to;
      if (l.unknown || from === l.from && to === l.to) { return; }
      if (from === to || first.has(between)) { bundled.set(l.id, 0); } else { first.set(between, l.id); bundled.set(l.id, 0); }
      if (from !== to) { bundled.set(first.get(between), bundled.get(first.get(between)) + 1); }
    });
  }
  function standsFor(id) { return bundled.has(id) ? bundled.get(id) : 1; }
  function cluster(group, at) {
    var ids = new Set(group.members.map(function (n) { return n.id; }));
    network.cluster({
      joinCondition: function (options) { return ids.has(options.id); },
      clusterNodeProperties: { id: group.id, x: at ? at.x : group.members[0].at.wide[0] * stretch, y: at ? at.y : laid.first - 34, shape: 'custom', ctxRenderer: renderer, size: 12 },
      clusterEdgeProperties: { color: { color: theme.edge, opacity: PALE, inherit: false }, width: 1.5, dashes: false, label: undefined, smooth: { enabled: true, type: 'cubicBezier', forceDirection: 'horizontal', roundness: 0.5 } }
    });
  }
  /* Drawn anew with what is folded now, after a change; whoever was moved stays where it is. vis lets go of all meanwhile:
     within a cluster it would follow each line by itself. */
  function regroup(change, anew) {
    var apart = network && (folding || anew), places = apart && moved ? network.getPositions() : {};
    if (apart && moved) { network.storePositions(); }
    if (apart) { network.setData({}); }
    change();
    bundle();
    seenItems.refresh(); seenLines.refresh();
    if (apart) {
      network.setData({ nodes: seenItems, edges: seenLines });
      folds.forEach(function (group) { cluster(group, places[group.id]); });
    }
  }
  function unfold(id) { if (folds.has(id)) { regroup(function () { folds.delete(id); }); } }
  /* What was asked for comes out of its fold. */
  function bringOut() {
    if (!network) { return; }
    var out = asked();
    if (out.size) { regroup(function () { out.forEach(function (id) { folds.delete(id); }); }); }
  }
  function neighbours(ids) {
    var found = new Set(ids);
    ids.forEach(function (id) { beside.get(id).forEach(function (l) { found.add(l.from).add(l.to); }); });
    return found;
  }
  function keepOnly(ids) {
    if (kept === ids) { return; }
    kept = ids;
    byId('grow') && (byId('grow').hidden = byId('whole').hidden = !kept);
    bringOut();
    seenItems.refresh(); seenLines.refresh();
    if (network) { fit(); }
  }
  function grow(id) { keepOnly(kept ? neighbours(id === undefined ? kept : new Set(Array.from(kept).concat(Array.from(neighbours(new Set([id])))))) : neighbours(new Set([id]))); filter(); }

  /* --- size, place, zoom ------------------------------------------------------------------------------------ */
  function layOut() {
    var wide = frame.clientWidth, before = mode + stretch;
    mode = meta.layouts.small && wide < 620 ? 'small' : 'wide';
    laid = meta.layouts[mode];
    stretch = isPath ? 1 : Math.max(1, Math.min(2.2, wide / laid.width));
    var scale = Math.min(1, wide / (laid.width * stretch)), tall = isPath ? laid.height * scale : Math.max(wide < 620 ? 240 : 380, Math.min((laid.first + below + 30) * Math.max(scale, 0.62), window.innerHeight - Math.min(260, frame.getBoundingClientRect().top + window.scrollY) - 66));
    frame.style.height = Math.ceil(tall) + 'px';
    if (before === mode + stretch && items.length) { return; }
    wrapped.clear();
    redrawAll();
  }
  function bounds() {
    var some = kept || forces || moved ? Array.from(seenItems.getIds()).filter(function (id) { return network.findNode(id).length === 1; }) : [];
    if (!some.length) { return { left: 0, top: 0, right: laid.width * stretch, bottom: isPath || !folds.size ? laid.height + below : laid.first + 10 }; }
    var at = network.getPositions(some), xs = some.map(function (id) { return at[id].x; }), ys = some.map(function (id) { return at[id].y; });
    return { left: Math.min.apply(0, xs) - 90, right: Math.max.apply(0, xs) + 90, top: Math.min.apply(0, ys) - 40, bottom: Math.max.apply(0, ys) + 40 };
  }
  function fit() {
    if (!network) { return; }
    var b = bounds();
    network.moveTo({ position: { x: (b.left + b.right) / 2, y: (b.top + b.bottom) / 2 }, scale: Math.min(isPath ? 1 : 1.25, frame.clientWidth / (b.right - b.left), frame.clientHeight / (b.bottom - b.top)), animation: false });
  }
  function start() {
    /* Too large to be read as a whole: from above, on a phone from the called party's side; Fit shows all of it. */
    var b = bounds(), scale = Math.min(isPath ? 1 : 1.25, frame.clientWidth / b.right), small = !isPath && nodes.length > 12 && scale < 0.62;
    if (!small && b.bottom * scale <= frame.clientHeight + 40) { fit(); return; }
    if (small) { scale = 0.62; }
    network.moveTo({ position: { x: small ? b.right - frame.clientWidth / 2 / scale : b.right / 2, y: frame.clientHeight / 2 / scale }, scale: scale, animation: false });
  }
  function zoom(by) { network.moveTo({ scale: Math.max(0.05, Math.min(4, network.getScale() * by)), animation: false }); redraw(); }
  function middle(n) { var at = network.getPositions([n.id])[n.id]; return at || { x: n.at[mode][0] * stretch, y: n.at[mode][1] }; }
  function box(id) {
    var n = nodeOf.get(id);
    if (!n || !network || network.findNode(id).length !== 1) { return null; }
    var on = network.canvasToDOM(middle(n)), scale = network.getScale(), w = scale * (isPath ? card[0] : 2 * n.r), h = scale * (isPath ? card[1] : 2 * n.r);
    return { left: on.x - w / 2, top: on.y - h / 2, width: w, height: h };
  }
  function reveal(n) {
    var m = middle(n), on = network.canvasToDOM(m);
    if (on.x < 20 || on.y < 20 || on.x > frame.clientWidth - 20 || on.y > frame.clientHeight - 20) { network.moveTo({ position: m, animation: false }); }
  }
  function move(dx, dy) {
    var from = cursor < 0 ? null : middle(nodes[cursor]), best = -1, least = Infinity;
    if (!from) { best = isPath ? 0 : nodes.findIndex(function (n) { return shown.has(n.id) && box(n.id); }); }
    else if (isPath && dx) { best = cursor + dx; while (nodes[best] && !shown.has(nodes[best].id)) { best += dx; } }
    else {
      var at = network.getPositions();
      nodes.forEach(function (n, k) {
        var m = at[n.id];
        if (!m || k === cursor || !shown.has(n.id)) { return; }
        var ahead = (m.x - from.x) * dx + (m.y - from.y) * dy, aside = Math.abs((m.x - from.x) * dy) + Math.abs((m.y - from.y) * dx);
        if (ahead > 1 && ahead + 2 * aside < least) { least = ahead + 2 * aside; best = k; }
      });
    }
    if (!nodes[best]) { best = cursor; }
    if (!nodes[best]) { return; }
    cursor = best;
    reveal(nodes[cursor]);
    say(nodes[cursor]);
    redraw();
  }

  /* --- by hand ------------------------------------------------------------------------------------------------ */
  var forces = false, moved = false;
  function hit(p) {
    var id = network.getNodeAt(p.pointer.DOM);
    if (id === undefined) { id = network.getEdgeAt(p.pointer.DOM); }
    return id;
  }
  function baseOf(id) { var base = linkOf.has(id) ? [id] : network.getBaseEdges(id).filter(function (e) { return linkOf.has(e); }); return base.length === 1 && standsFor(base[0]) === 1 ? base[0] : null; }
  function onClick(p) {
    frame.focus({ preventScroll: true });
    var id = hit(p);
    if (nodeOf.has(id)) { select(id); }
    else if (folds.has(id)) { listed(folds.get(id)); }
    else if (id !== undefined && !ends.has(id) && baseOf(id)) { select(baseOf(id)); }
    else if (chosen || id === undefined) { clear(); }
  }
  /* The browser says what a double click is, by when the clicks were made. The library asks when they were dealt with, which on a busy machine is too late. */
  function onDouble(e) {
    var at = frame.getBoundingClientRect(), id = network.getNodeAt({ x: e.clientX - at.left, y: e.clientY - at.top });
    if (isPath || id === undefined) { return; }
    if (folds.has(id)) { unfold(id); restyle(); } else if (nodeOf.has(id)) { if (nodeOf.get(id).members) { openGroup(id); } else { grow(id); } }
  }
  function hoverCard(p, id) {
    var n = nodeOf.get(id), group = folds.get(id), edge = !n && !group && linkOf.get(id), rows;
    if (!n && !group && !edge) { return; }
    tip.replaceChildren(el('b', '', edge ? called(nodeOf.get(edge.to)) + ' → ' + called(nodeOf.get(edge.from)) : called(n || group)));
    if (edge) { rows = [meta.attested[edge.attested], isPath ? '' : edge.weight ? plural(edge.weight, 'call') + ', ' + span(edge) : 'stated of no single call']; }
    else if (group) { rows = [group.share, 'a double click opens them']; }
    else {
      rows = [stands(n), isPath ? 'position ' + n.number : n.weight ? plural(n.weight, 'call') + ', ' + span(n) : 'in no traced call'].concat(isPath ? n.small : []);
      var counted = n.evidence.filter(function (e) { return e.inferred; }), by = Array.from(new Set(n.evidence.filter(function (e) { return !e.inferred; }).map(function (e) { return e.said_by; })));
      if (by.length) { rows.push('as stated by ' + by.slice(0, 3).join(', ') + (by.length > 3 || n.more ? ' …' : '')); }
      rows.push(counted.length ? counted[0].said_by : by.length ? '' : 'no evidence in file');
      if (n.members && n.members.length) { rows.push('a double click brings some of them out'); }
    }
    rows.filter(Boolean).forEach(function (row) { put(tip, el('span', '', row)); });
    tip.hidden = false;
    var at = p.pointer.DOM, w = tip.offsetWidth, h = tip.offsetHeight, left = at.x + 16 + w < frame.clientWidth ? at.x + 16 : at.x - w - 12;
    tip.style.left = Math.max(4, left) + 'px';
    tip.style.top = Math.max(4, Math.min(at.y + 14, frame.clientHeight - h - 6)) + 'px';
  }
  function unhover() { tip.hidden = true; }
  function putBack() {
    if (forces) { toggleForces(); }
    moved = false;
    if (out.size) { letOut(new Set()); }
    fold();
    regroup(function () { items.update(itemsNow()); }, true);
    start();
    redraw();
  }
  function toggleForces() {
    forces = !forces;
    byId('forces').setAttribute('aria-pressed', String(forces));
    network.storePositions();
    network.setOptions({ physics: { enabled: forces } });
    moved = true;
  }
  function begin() {
    fold();
    layOut();
    network = new vis.Network(frame, { nodes: seenItems, edges: seenLines }, Object.assign({ autoResize: false }, meta.options));
    frame.firstChild.removeAttribute('tabindex'); // ours has one, and Tab leaves it
    network.on('beforeDrawing', underneath);
    network.on('click', onClick);
    frame.addEventListener('dblclick', onDouble);
    network.on('hoverNode', function (p) { hoverCard(p, p.node); });
    network.on('hoverEdge', function (p) { hoverCard(p, baseOf(p.edge)); });
    ['blurNode', 'blurEdge', 'dragStart', 'zoom'].forEach(function (what) { network.on(what, unhover); });
    network.on('dragEnd', function (p) { if (p.nodes.length) { moved = true; } });
    network.once('afterDrawing', function () {
      if (isPath) { items.update(itemsNow()); } // a card has its size once it was drawn
      requestAnimationFrame(function () { html.dataset.ready = String(Math.round(performance.now())); setTimeout(check, 0); });
    });
    folds.forEach(function (group) { cluster(group); });
    start();
  }

  /* --- a picture with all that tells what it is ------------------------------------------------------------- */
  function download(blob, ending) {
    var link = el('a'), url = URL.createObjectURL(blob);
    link.href = url; link.download = meta.view + '-' + meta.sha256.slice(0, 12) + ending; link.click();
    setTimeout(function () { URL.revokeObjectURL(url); }, 1000);
  }
  /* The same network once more, as large as it is laid, in a frame that nobody sees. */
  function save() {
    var b = bounds(), up = 2, head = 76, foot = 54, wide = b.right - b.left, tall = b.bottom - b.top, width = Math.max(wide, 760), hidden = put(doc.body, el('div', 'offstage')).lastChild, other, places;
    hidden.style.width = wide * up / devicePixelRatio + 'px'; hidden.style.height = tall * up / devicePixelRatio + 'px';
    picturing = true;
    places = network.getPositions();
    other = new vis.Network(hidden, {
      nodes: items.get().filter(function (i) { return places[i.id]; }).map(function (i) { return Object.assign({}, i, places[i.id]); }).concat(Array.from(folds.values(), function (g) { return Object.assign(item(g.id, 0, 0, 12), places[g.id]); })),
      edges: lines.get().filter(function (l) { return places[l.from] && places[l.to]; })
    }, Object.assign({ autoResize: false }, meta.options, { physics: { enabled: false } }));
    other.on('beforeDrawing', underneath);
    other.moveTo({ position: { x: (b.left + b.right) / 2, y: (b.top + b.bottom) / 2 }, scale: up / devicePixelRatio, animation: false });
    other.redraw();
    if (isPath) { other.body.data.nodes.update(itemsNow()); other.redraw(); }
    var canvas = el('canvas'), ctx = canvas.getContext('2d');
    canvas.width = width * up; canvas.height = (tall + head + foot) * up;
    ctx.fillStyle = theme.card; ctx.fillRect(0, 0, canvas.width, canvas.height);
    ctx.drawImage(hidden.querySelector('canvas'), 0, head * up);
    picturing = false;
    other.destroy();
    hidden.remove();
    ctx.scale(up, up);
    ctx.textBaseline = 'alphabetic';
    text(ctx, cut(ctx, meta.title + (shownDay ? meta.by_then : ''), width - 36, '700 18px ' + FONT), 18, 28, '700 18px ' + FONT, theme.ink);
    text(ctx, cut(ctx, meta.header.map(function (h) { return h[0] + ': ' + h[1]; }).join('   '), width - 36, '12px ' + FONT), 18, 48, '12px ' + FONT, theme.soft);
    text(ctx, cut(ctx, meta.badge, width - 36, '600 12px ' + FONT), 18, 66, '600 12px ' + FONT, theme.ink);
    var x = 18, y = tall + head + 14;
    meta.legend.forEach(function (pair) {
      ctx.strokeStyle = theme.edge; ctx.lineWidth = 2; ctx.setLineDash(meta.dashes[pair[0]]); ctx.beginPath(); ctx.moveTo(x, y); ctx.lineTo(x + 28, y); ctx.stroke(); ctx.setLineDash([]);
      text(ctx, pair[1], x + 34, y + 4, '11px ' + FONT, theme.soft); x += 50 + ctx.measureText(pair[1]).width;
    });
    Object.keys(meta.looks).forEach(function (slug) {
      if (!nodes.some(function (n) { return n.status === slug; })) { return; }
      var word = meta.looks[slug].word; ctx.font = '11px ' + FONT;
      if (x + 40 + ctx.measureText(word).width > width) { x = 18; y += 17; }
      mark(ctx, { status: slug }, x + 6, y, 5); text(ctx, word, x + 17, y + 4, '11px ' + FONT, theme.soft); x += 34 + ctx.measureText(word).width;
    });
    text(ctx, 'As of ' + (shownDay ? shownDay.day : when(meta.as_of) || 'all that is known') + ' · generated ' + when(meta.generated) + ' by calltracer ' + meta.version + ' · data SHA-256 ' + meta.sha256, 18, tall + head + foot - 8, '10px ' + FONT, theme.soft);
    canvas.toBlob(function (blob) { download(blob, '.png'); }, 'image/png');
  }
  /* The static twin, with its style and what tells where it comes from. */
  function saveDrawing() {
    var twin = byId('figure').cloneNode(true), style = doc.createElementNS(twin.namespaceURI, 'style'), said = doc.createElementNS(twin.namespaceURI, 'desc');
    style.textContent = meta.figure_css;
    said.textContent = meta.title + ' · ' + meta.badge + ' · as of ' + (when(meta.as_of) || 'all that is known') + ' · generated ' + when(meta.generated) + ' by calltracer ' + meta.version + ' · data SHA-256 ' + meta.sha256;
    twin.insertBefore(style, twin.firstChild); twin.insertBefore(said, twin.firstChild);
    download(new Blob([new XMLSerializer().serializeToString(twin)], { type: 'image/svg+xml' }), '.svg');
  }
