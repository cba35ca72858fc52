// The matrix: how it becomes a grid, and how the keyboard moves in it.
const table = document.querySelector("#matrix table");
let active = null;  // the cell that Tab reaches

function adopt(step, done) {  // the rows are there; a part at once, so that the page answers meanwhile
  table.setAttribute("role", "grid");
  table.setAttribute("aria-readonly", "true");
  const found = [...table.tBodies].map((tbody) => [tbody, [...tbody.rows].filter((tr) => tr.dataset.n)]);
  for (const [tbody, own] of found) {
    const part = { tbody, rows: own.map((tr) => Number(tr.dataset.n)) };
    parts.push(part);
    for (const tr of own) rows[tr.dataset.n] = { tr };
  }
  let n = 0;
  const some = (count) => {
    const stop = Math.min(rows.length, n + count);
    for (; n < stop; n += 1) for (const cell of [...rows[n].tr.cells].slice(1)) cell.setAttribute("role", "gridcell");
    step();
    if (n < rows.length) setTimeout(() => some(500), 0); else done();
  };
  some(100);
}

// ---- columns -------------------------------------------------------------------------------------------------
const columnRule = new CSSStyleSheet();  // an element would be refused where a policy forbids inline styles
document.adoptedStyleSheets = [columnRule];

function fit() {  // words in the cells where they have room, else the signs alone
  if ($("matrix").hidden) return;
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const hidden = targets.map((_, n) => n).filter((n) => !visible.includes(n));
  columnRule.replaceSync(hidden.length ? hidden.map((n) => `#matrix tr > :nth-child(${n + 2})`).join(",") + "{display:none}" : "");
  $("matrix").style.setProperty("--columns", visible.length);
  $("matrix").classList.toggle("narrow", (24 + 7.4 * visible.length) * rem > $("matrix").clientWidth);
}

// ---- keyboard ------------------------------------------------------------------------------------------------
const isCell = (node) => node && node.tagName === "TD" && node.dataset.v && node.closest("#matrix");
const shownRows = () => rows.filter((r) => !r.tr.hidden).map((r) => r.tr);

function firstCell() {
  for (const tr of shownRows()) for (const n of visible) if (isCell(tr.cells[n + 1])) return tr.cells[n + 1];
  return null;
}

function rove(cell, focus = true) {
  if (active) active.tabIndex = -1;
  active = cell;
  if (!cell) return;
  cell.tabIndex = 0;
  if (focus) { cell.focus({ preventScroll: true }); cell.scrollIntoView({ block: "nearest", inline: "nearest" }); }
}

function move(cell, down, right) {
  const list = shownRows();
  let r = list.indexOf(cell.parentNode);
  let c = visible.indexOf(cell.cellIndex - 1);
  if (right) {
    for (c += right; c >= 0 && c < visible.length; c += right) {
      const next = list[r].cells[visible[c] + 1];
      if (isCell(next)) return rove(next);
    }
    return undefined;
  }
  const step = Math.sign(down);
  let found = null;
  for (let left = Math.abs(down); left > 0; left -= 1) {
    for (r += step; r >= 0 && r < list.length && !isCell(list[r].cells[visible[c] + 1]); r += step);
    if (r < 0 || r >= list.length) break;
    found = list[r].cells[visible[c] + 1];
  }
  return found ? rove(found) : undefined;
}

function edge(cell, last, everywhere) {
  const list = shownRows();
  const tr = everywhere ? list[last ? list.length - 1 : 0] : cell.parentNode;
  const cells = visible.map((n) => tr.cells[n + 1]).filter(isCell);
  if (cells.length) rove(cells[last ? cells.length - 1 : 0]);
}

table.addEventListener("keydown", (event) => {
  const cell = event.target;
  if (!isCell(cell) || event.altKey || event.metaKey) return;
  const keys = {
    ArrowDown: () => move(cell, 1, 0), ArrowUp: () => move(cell, -1, 0), ArrowRight: () => move(cell, 0, 1), ArrowLeft: () => move(cell, 0, -1),
    PageDown: () => move(cell, 10, 0), PageUp: () => move(cell, -10, 0),
    Home: () => edge(cell, false, event.ctrlKey), End: () => edge(cell, true, event.ctrlKey),
    Enter: () => openCell(cell), " ": () => openCell(cell),
  };
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});
table.addEventListener("click", (event) => {
  const cell = event.target.closest("td");
  if (isCell(cell)) { rove(cell); openCell(cell); }
});
