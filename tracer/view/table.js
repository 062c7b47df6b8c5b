  /* --- the table: sorted by any column, and as CSV ------------------------------------------------------------ */
  var table = byId('record'), heads = Array.from(table.querySelectorAll('thead th')), body = table.tBodies[0], asMade = Array.from(body.rows);
  var order = new Intl.Collator('en', { numeric: true }).compare;
  function cellText(row, k) { var cell = row.cells[k]; return cell.dataset.sort || cell.textContent.trim(); }
  function sortBy(k) {
    var down = heads[k].getAttribute('aria-sort') === 'ascending';
    heads.forEach(function (head, i) { head.setAttribute('aria-sort', i !== k ? 'none' : down ? 'descending' : 'ascending'); });
    var rows = asMade.slice().sort(function (a, b) { return order(cellText(a, k), cellText(b, k)); });
    body.append.apply(body, down ? rows.reverse() : rows);
  }
  heads.forEach(function (head, k) {
    var sorter = button(head.textContent, function () { sortBy(k); }, 'sort');
    head.dataset.label = head.textContent; // for paper: Chromium paints no button in a heading that it repeats
    head.replaceChildren(sorter);
    head.setAttribute('aria-sort', 'none');
  });
  /* A row for each node: of who came out of a group too. */
  var rowsOfFile = asMade;
  function tellRows() {
    rowOf.clear();
    rowsOfFile.forEach(function (row) { rowOf.set(row.dataset.node, row); });
    nodes.forEach(function (n) { if (!rowOf.has(n.id)) { rowOf.set(n.id, rowFor(n)); } });
    asMade = nodes.map(function (n) { return rowOf.get(n.id); });
    body.replaceChildren.apply(body, asMade);
    heads.forEach(function (head) { head.setAttribute('aria-sort', 'none'); });
  }
  function rowFor(n) {
    var row = el('tr'), name = put(el('th'), button(called(n), function () { select(n.id); }, 'open')), at = laid.columns[laid.columns.length - 1 - n.column];
    row.dataset.node = n.id; name.scope = 'row';
    put(row, el('td', '', n.weight ? at[0].replace('Position ', '') : '–'), name, el('td'), el('td'), el('td'), put(el('td'), el('i', '', 'none in file')));
    heads.forEach(function (head, k) { if (k !== 1) { row.cells[k].dataset.label = head.dataset.label; } });
    return row;
  }
  /* No spreadsheet takes a cell for a formula. */
  function guarded(words) { return /^ *[=+\-@\t\r\n|%]/.test(words) ? "'" + words : words; }
  function asCsv() {
    var rows = [heads.map(function (head) { return head.textContent; })].concat(Array.from(body.rows).filter(function (row) { return !row.hidden; }).map(function (row) {
      return Array.from(row.cells, function (cell) { return cell.innerText.replace(/\s+/g, ' ').trim(); });
    }));
    return rows.map(function (row) { return row.map(function (words) { words = guarded(words); return /[",\r\n]/.test(words) ? '"' + words.replace(/"/g, '""') + '"' : words; }).join(',') + '\r\n'; }).join('');
  }
