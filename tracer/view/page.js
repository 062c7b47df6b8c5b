  /* --- is the data what its hash says? ---------------------------------------------------------------------- */
  function check() {
    if (!window.crypto || !crypto.subtle) { return; }
    var held = JSON.parse(byId('data').textContent); // once more: an earlier day changes what was read before
    var words = JSON.stringify({ links: held.links, nodes: held.nodes }).replace(/[\u0080-\uffff]/g, function (c) { return '\\u' + ('000' + c.charCodeAt(0).toString(16)).slice(-4); });
    crypto.subtle.digest('SHA-256', new TextEncoder().encode(words)).then(function (buffer) {
      var hex = Array.from(new Uint8Array(buffer)).map(function (b) { return ('0' + b.toString(16)).slice(-2); }).join('');
      byId('matches').textContent = hex === meta.sha256 ? '✓ matches this file’s data' : '✗ does not match this file’s data';
    });
  }

  function repaint() { lines.update(linesNow()); redraw(); }
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
  byId('fit').addEventListener('click', function () { fit(); redraw(); });
  byId('save').addEventListener('click', save);
  byId('drawing').addEventListener('click', saveDrawing);
  byId('csv').addEventListener('click', function () { download(new Blob(['\ufeff' + asCsv()], { type: 'text/csv' }), '.csv'); });
  if (!isPath) {
    byId('back').addEventListener('click', putBack);
    byId('forces').addEventListener('click', toggleForces);
    byId('grow').addEventListener('click', function () { grow(); });
    byId('whole').addEventListener('click', function () { keepOnly(null); filter(); });
  }
  byId('print').addEventListener('click', function () { window.print(); });
  byId('theme').addEventListener('click', function () { html.dataset.theme = isDark() ? 'light' : 'dark'; readTheme(); repaint(); });
  systemDark.addEventListener('change', function () { readTheme(); repaint(); });
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
  frame.addEventListener('mouseleave', unhover);
  frame.addEventListener('wheel', function (e) { if (isPath && e.ctrlKey) { e.preventDefault(); zoom(e.deltaY < 0 ? 1.1 : 0.9); } }, { passive: false });
  window.addEventListener('resize', function () { layOut(); network.setSize('100%', frame.style.height); start(); redraw(); });
  window.addEventListener('hashchange', restore);
  window.tracerPage = { select: select, redraw: redraw, box: box, drawn: function () { return seenLines.getIds(); }, of: function (id) { return nodeOf.get(id) || linkOf.get(id); } };

  readTheme();
  if (window.innerWidth < 700) { doc.querySelectorAll('details.fold').forEach(function (fold) { fold.open = false; }); }
  overview();
  restore(); // first: each line is drawn once, as it is to look
  begin();
}());
