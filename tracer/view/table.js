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
  /* No spreadsheet takes a cell for a formula. */
  function guarded(words) { return /^ *[=+\-@\t\r\n|%]/.test(words) ? "'" + words : words; }
  function asCsv() {
    var rows = [heads.map(function (head) { return head.textContent; })].concat(Array.from(body.rows).filter(function (row) { return !row.hidden; }).map(function (row) {
      return Array.from(row.cells, function (cell) { return cell.innerText.replace(/\s+/g, ' ').trim(); });
    }));
    return rows.map(function (row) { return row.map(function (words) { words = guarded(words); return /[",\r\n]/.test(words) ? '"' + words.replace(/"/g, '""') + '"' : words; }).join(',') + '\r\n'; }).join('');
  }
