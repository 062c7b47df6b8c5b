  /* --- as known on an earlier day ----------------------------------------------------------------------------- */
  var slider = byId('day'), shownDay = null, newest = { by_then: meta.by_then, says: meta.says };
  var asNow = new Map(nodes.concat(links).map(function (it) { return [it.id, Object.assign({}, it)]; }));
  function known(it) { return !it.unknown; }
  function lastWord() { return meta.as_of ? when(meta.as_of) : 'the last day: all that is known'; }
  /* Every node and line becomes what it was on that day: `k` counts from the newest of the earlier days; -1, as made. */
  function goTo_(k) {
    shownDay = k < 0 ? null : meta.days[k];
    nodes.concat(links).forEach(function (it) {
      var made = asNow.get(it.id);
      Object.keys(it).forEach(function (name) { delete it[name]; });
      Object.assign(it, made);
    });
    for (var i = 0; i <= k; i++) {
      Object.keys(meta.days[i].states).forEach(function (id) {
        var it = nodeOf.get(id) || linkOf.get(id), state = meta.days[i].states[id];
        if (state) { Object.assign(it, state, { unknown: false }); } else { it.unknown = true; }
      });
    }
    if (shownDay) {
      nodes.concat(links).forEach(function (it) {
        var then = (it.evidence || []).filter(function (e) { return e.known_at.slice(0, 10) <= shownDay.day; });
        if (then.length < (it.evidence || []).length) { it.evidence = then; delete it.more; }
      });
    }
    meta.by_then = (shownDay || newest).by_then; meta.says = (shownDay || newest).says;
    texts.clear(); wrapped.clear();
    byId('dayword').textContent = shownDay ? shownDay.day : lastWord();
    slider.value = String(meta.days.length - 1 - k);
    slider.setAttribute('aria-valuetext', byId('dayword').textContent);
    slider.parentNode.classList.toggle('past', !!shownDay);
    byId('latest').hidden = !shownDay; byId('drawing').hidden = !!shownDay;
    tellTable();
    doc.querySelectorAll('.days>li').forEach(function (day) { day.classList.toggle('later', !!shownDay && day.dataset.day > shownDay.day); });
    tellFilters();
    if (network) { redrawAll(); }
    if (chosen && !known(nodeOf.get(chosen) || linkOf.get(chosen))) { chosen = near = null; }
    if (chosen) { details(nodeOf.get(chosen) || linkOf.get(chosen)); } else { overview(); }
    filter();
  }
  function tellFilters() {
    doc.querySelectorAll('#filters [data-status],#filters [data-line]').forEach(function (b) {
      var many = b.dataset.line ? links.filter(function (l) { return known(l) && l.line === b.dataset.line; }).length : nodes.filter(function (n) { return known(n) && n.status === b.dataset.status; }).length;
      b.querySelector('.n').textContent = String(many);
      if (b.dataset.status) { b.hidden = !many && b.getAttribute('aria-pressed') !== 'true'; }
    });
  }
  function tellTable() {
    nodes.forEach(function (n) {
      var row = rowOf.get(n.id), said = new Map(n.facts || []);
      if (!row || !known(n)) { return; }
      if (isPath) {
        row.cells[0].textContent = n.number;
        ['Role', 'Status', 'Asked'].forEach(function (name, k) { row.cells[k + 2].textContent = said.get(name) || ''; });
      } else {
        row.cells[1].firstChild.textContent = called(n); // of a group, how many are left in it
        row.cells[2].textContent = stands(n);
        row.cells[3].textContent = n.weight ? n.weight.toLocaleString('en-US') : 'none';
        row.cells[4].textContent = n.first ? span(n) : '';
      }
    });
  }
  function dayNow() { return shownDay ? meta.days.indexOf(shownDay) : -1; }
  function toDay(day) { var k = meta.days.findIndex(function (d) { return d.day === day; }); if (slider && k !== dayNow()) { goTo_(k); } }
  if (slider) {
    byId('dayword').textContent = lastWord();
    slider.setAttribute('aria-valuetext', lastWord());
    slider.addEventListener('input', function () { goTo_(meta.days.length - 1 - Number(slider.value)); });
    byId('latest').addEventListener('click', function () { goTo_(-1); slider.focus(); });
    /* Paper shows the figure as made, and says so. */
    var before = -1;
    window.addEventListener('beforeprint', function () { before = dayNow(); goTo_(-1); });
    window.addEventListener('afterprint', function () { goTo_(before); });
  }
