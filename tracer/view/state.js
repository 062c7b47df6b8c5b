/* The page of a drawing. Every text reaches the page as text; nothing is fetched, nothing is evaluated. */
(function () {
  'use strict';
  var doc = document, html = doc.documentElement, byId = function (id) { return doc.getElementById(id); };
  var data = JSON.parse(byId('data').textContent), meta = data.meta, nodes = data.nodes, links = data.links;
  var isPath = meta.view === 'path', card = meta.card;
  html.classList.add('js');

  var nodeOf = new Map(), linkOf = new Map(), beside = new Map(), rowOf = new Map();
  function index() {
    nodeOf.clear(); linkOf.clear(); beside.clear();
    nodes.forEach(function (n) { nodeOf.set(n.id, n); beside.set(n.id, []); });
    links.forEach(function (l) { linkOf.set(l.id, l); beside.get(l.from).push(l); if (l.to !== l.from) { beside.get(l.to).push(l); } });
  }
  index();
  doc.querySelectorAll('#record tr[data-node]').forEach(function (row) { rowOf.set(row.dataset.node, row); });

  function el(tag, cls, text) {
    var made = doc.createElement(tag);
    if (cls) { made.className = cls; }
    if (text !== undefined) {
      String(text).split(/(\b\d{4}-\d\d-\d\d(?:T[\d:]+Z)?(?!\d))/).forEach(function (words, k) { // every other one is a date, and no date is broken
        var day = k % 2 ? doc.createElement('span') : made;
        day.append(words);
        if (k % 2) { day.className = 'whole'; made.append(day); }
      });
    }
    return made;
  }
  function put(parent) { for (var i = 1; i < arguments.length; i++) { if (arguments[i]) { parent.appendChild(arguments[i]); } } return parent; }
  function button(words, act, cls) {
    var made = el('button', cls, words);
    made.type = 'button';
    made.addEventListener('click', act);
    return made;
  }
  function where(e) {
    return (e.page ? 'page ' + e.page + ', ' : '') + (e.part ? 'message ' + e.part + ', ' : '') + (e.lines[0] === e.lines[1] ? 'line ' + e.lines[0] : 'lines ' + e.lines[0] + '–' + e.lines[1]);
  }
  /* A status with its share, and with the day of a copy as of an earlier one. */
  function stands(n, bare) { return meta.looks[n.status].word + (n.share ? ': ' + n.share : '') + (n.inferred ? ' (inferred)' : '') + (bare || n.status === 'group' && !n.share ? '' : meta.by_then); }
  function called(n) { return n.name.trim() ? n.name : '(blank)'; }
  function plural(n, what) { return n.toLocaleString('en-US') + ' ' + what + (n === 1 ? '' : 's'); }
  function when(moment) { return (moment || '').replace('T', ' ').replace(/(:00)?Z$/, ' UTC'); }
  function span(it) { return it.first ? it.first.slice(0, 10) + ' – ' + it.last.slice(0, 10) : 'not given'; }

  /* --- colours of the theme --------------------------------------------------------------------------------- */
  var theme = {}, systemDark = window.matchMedia('(prefers-color-scheme: dark)');
  function isDark() { return html.dataset.theme ? html.dataset.theme === 'dark' : systemDark.matches; }
  function readTheme() {
    var style = getComputedStyle(html);
    ['ink', 'soft', 'edge', 'card', 'line', 'rim', 'accent', 'band', 'outline'].forEach(function (name) { theme[name] = style.getPropertyValue('--' + name).trim(); });
    byId('theme').textContent = isDark() ? 'Light' : 'Dark';
  }

  /* --- what is shown and chosen ----------------------------------------------------------------------------- */
  var shown = new Set(), shownLinks = new Set(), around = new Set(), chosen = null, near = null, cursor = -1;
  var kept = null; // of a network: the providers that a double click left, with what grew from them
  var wanted = nothing();
  function nothing() { return { text: '', statuses: new Set(), lines: new Set(), campaign: '', from: '', to: '' }; }
  var texts = new Map();
  function haystack(it) {
    if (!texts.has(it.id)) {
      var all = [it.name || '', it.raw || '', it.number || ''];
      (it.facts || []).forEach(function (f) { all.push(f[1]); });
      (it.evidence || []).forEach(function (e) { all.push(e.name, e.document, e.quote, e.said_by, where(e)); });
      (it.members || []).forEach(function (m) { all.push(m.name); });
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
  function narrowed() { return !!(wanted.text || wanted.statuses.size || wanted.lines.size || wanted.campaign !== '' || wanted.from || wanted.to); }
  function filter() {
    var has = function (it) { return haystack(it).indexOf(wanted.text) >= 0; };
    var own = !wanted.text || nodes.some(has); // what stands at no provider is looked for at the hand-offs
    shown.clear(); shownLinks.clear(); around.clear();
    nodes.forEach(function (n) {
      var fits = !n.unknown && (!kept || kept.has(n.id)) && (!wanted.lines.size || beside.get(n.id).some(function (l) { return wanted.lines.has(l.line); })) && (!wanted.statuses.size || wanted.statuses.has(n.status)) && within(n) && (!wanted.text || (own ? has(n) : beside.get(n.id).some(has)));
      if (fits) { shown.add(n.id); }
      var row = rowOf.get(n.id);
      if (row && row.hidden === fits) { row.hidden = !fits; }
    });
    links.forEach(function (l) {
      if (l.unknown) { return; }
      if (shown.has(l.from) && shown.has(l.to) && (own || has(l)) && within(l) && (!wanted.lines.size || wanted.lines.has(l.line))) { shownLinks.add(l.id); }
      /* Whoever is found is drawn with its neighbours: a provider alone says little. */
      else if (wanted.text && shown.has(l.from) !== shown.has(l.to) && (!kept || kept.has(l.from) && kept.has(l.to))) { around.add(l.id).add(shown.has(l.from) ? l.to : l.from); }
    });
    var groups = nodes.filter(function (n) { return n.status === 'group'; }), shownGroups = groups.filter(function (n) { return shown.has(n.id); }).length;
    var all = nodes.filter(known).length - groups.length, allLinks = links.filter(known).length;
    var beyond = nodes.filter(function (n) { return around.has(n.id); }).length;
    byId('count').textContent = (shown.size ? '' : 'Nothing matches: ') + (shown.size - shownGroups).toLocaleString('en-US') + ' of ' + plural(all, groups.length ? 'named provider' : 'provider') +
      (groups.length ? ' and ' + shownGroups + ' of ' + plural(groups.length, 'group') : '') + ', ' +
      shownLinks.size.toLocaleString('en-US') + ' of ' + plural(allLinks, 'link');
    byId('beyond').textContent = beyond ? 'drawn with ' + plural(beyond, 'neighbour') : '';
    restyle(); // first: what comes out is drawn once, as it is to look
    bringOut();
    remember();
  }
  function reset() {
    wanted = nothing();
    byId('search').value = '';
    ['campaign', 'from', 'to'].forEach(function (id) { if (byId(id)) { byId(id).value = ''; } });
    doc.querySelectorAll('#filters [aria-pressed]').forEach(function (b) { b.setAttribute('aria-pressed', 'false'); });
    keepOnly(null);
    filter();
  }
  function select(id) {
    var it = nodeOf.get(id) || linkOf.get(id);
    if (!it || it.unknown) { return; }
    unmark();
    chosen = id;
    near = new Set([id]);
    if (nodeOf.has(id)) {
      cursor = nodes.indexOf(it);
      beside.get(id).forEach(function (l) { near.add(l.id); near.add(l.from); near.add(l.to); });
      if (rowOf.get(id)) { rowOf.get(id).classList.add('chosen'); }
    } else { near.add(it.from); near.add(it.to); }
    details(it);
    say(it);
    restyle(); // first: what comes out is drawn once, as it is to look
    bringOut();
    remember();
  }
  function clear() {
    unmark();
    chosen = near = null;
    overview();
    restyle();
    remember();
  }
  function unmark() { if (chosen && rowOf.get(chosen)) { rowOf.get(chosen).classList.remove('chosen'); } }

  /* --- a link that can be sent: what is chosen and sought stands in the address ------------------------------ */
  var due = 0;
  function remember() { clearTimeout(due); due = setTimeout(write, 120); } // a browser counts how often an address is changed
  function write() {
    var said = new URLSearchParams();
    if (chosen) { said.set('at', chosen); }
    if (wanted.text) { said.set('find', wanted.text); }
    if (wanted.statuses.size) { said.set('status', Array.from(wanted.statuses).join(' ')); }
    if (wanted.lines.size) { said.set('line', Array.from(wanted.lines).join(' ')); }
    ['campaign', 'from', 'to'].forEach(function (id) { if (wanted[id] !== '') { said.set(id, wanted[id]); } });
    if (shownDay) { said.set('day', shownDay.day); }
    if (out.size) { said.set('open', Array.from(out).join(' ')); }
    if (kept) { said.set('only', Array.from(kept).join(' ')); }
    var hash = said.toString();
    if (hash === location.hash.slice(1)) { return; }
    try { history.replaceState(null, '', '#' + hash); } catch (e) { /* within a frame that has no address of its own */ }
  }
  function restore() {
    var said = new URLSearchParams(location.hash.slice(1)), listed = function (name) { return (said.get(name) || '').split(' ').filter(Boolean); };
    toDay(said.get('day'));
    var opened = listed('open').filter(function (id) { return memberOf.has(id); });
    if (opened.length || out.size) { letOut(new Set(opened)); }
    wanted = nothing();
    wanted.text = said.get('find') || '';
    byId('search').value = wanted.text;
    doc.querySelectorAll('#filters [aria-pressed]').forEach(function (b) {
      var its = b.dataset.line ? listed('line') : listed('status'), on = its.indexOf(b.dataset.line || b.dataset.status) >= 0;
      b.setAttribute('aria-pressed', String(on));
      if (on) { wanted[b.dataset.line ? 'lines' : 'statuses'].add(b.dataset.line || b.dataset.status); }
    });
    ['campaign', 'from', 'to'].forEach(function (id) { if (byId(id)) { byId(id).value = said.get(id) || ''; wanted[id] = byId(id).value; } });
    var only = listed('only').filter(function (id) { return nodeOf.has(id); });
    keepOnly(only.length && !isPath ? new Set(only) : null);
    var at = said.get('at'), there = nodeOf.get(at) || linkOf.get(at);
    filter();
    if (there && !there.unknown) { select(at); } else if (chosen) { clear(); }
  }
