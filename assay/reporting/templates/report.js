"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const { targets, features, sections, reasons, issues, verdicts, letters } = data;
  const word = Object.fromEntries([...letters].map((letter, n) => [letter, verdicts[n]]));
  const table = document.querySelector("#matrix table");
  const rows = [];        // one per feature: {tr, search, chapter}
  const sectionsOf = [];  // one per chapter: {tbody, first, last}
  const state = { chapter: "", target: "", verdict: new Set(), q: "", cell: "" };
  let active = null;      // the cell that Tab reaches
  let visible = targets.map((_, n) => n);

  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "class") node.className = value; else node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  };
  const badge = (verdict) => make("span", { class: "v", "data-v": verdict }, verdict);

  // ---- the matrix ---------------------------------------------------------------------------------------------
  function head() {
    const cells = targets.map((t) => make("th", { scope: "col", role: "columnheader", title: t.id }, t.backend, make("span", {}, t.driver === t.backend ? "" : t.driver)));
    const corner = make("th", { scope: "col", role: "columnheader", class: "corner" }, "feature");
    table.append(make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, corner, ...cells)));
  }

  const cellTemplate = Object.fromEntries([...letters].map((letter) => {
    return [letter, make("td", { role: "gridcell", "data-v": word[letter], tabindex: "-1" }, word[letter])];
  }));
  cellTemplate["."] = make("td", { role: "gridcell", class: "none", "aria-label": "does not apply" });

  function row(n) {
    const [id, section, claim, , , , verdictRow] = features[n];
    const tr = make("tr", { role: "row", "data-n": n }, make("th", { scope: "row", role: "rowheader", title: claim ? `${id}: ${claim}` : id }, make("span", { class: "id" }, id), claim ? make("span", { class: "claim" }, claim) : null));
    for (const letter of verdictRow) tr.append(cellTemplate[letter].cloneNode(true));
    rows[n] = { tr, chapter: id.split(".", 1)[0], search: "" };
    return tr;
  }

  function text(n) {  // what the search looks at; made when first needed
    if (!rows[n].search) {
      const [id, section, claim, , , , , why] = features[n];
      rows[n].search = [id, claim, sections[section][0], ...Object.values(why).map((r) => reasons[r])].join("\n").toLowerCase();
    }
    return rows[n].search;
  }

  function body(done) {  // a part at once, so that the page shows before all of it is built
    let n = 0;
    const step = (count) => {
      const stop = Math.min(features.length, n + count);
      while (n < stop) {
        const chapter = features[n][0].split(".", 1)[0];
        let current = sectionsOf[sectionsOf.length - 1];
        if (!current || current.chapter !== chapter) {
          const label = make("th", { scope: "rowgroup", role: "rowheader" }, chapter);
          const tbody = make("tbody", { role: "rowgroup" }, make("tr", { role: "row", class: "chapter" }, label));
          current = { chapter, tbody, rows: [] };
          sectionsOf.push(current);
        }
        current.tbody.append(row(n));
        current.rows.push(n);
        n += 1;
        if (!current.tbody.isConnected) table.append(current.tbody);
      }
      filter();
      if (n < features.length) setTimeout(() => step(500), 0); else done();
    };
    fit();
    step(100);
  }

  // ---- filters, kept in the address ----------------------------------------------------------------------------
  const columnRule = (() => {
    const sheet = make("style");
    document.head.append(sheet);
    return (hidden) => {
      sheet.textContent = hidden.length ? hidden.map((n) => `#matrix tr > :nth-child(${n + 2})`).join(",") + "{display:none}" : "";
    };
  })();

  function readAddress() {
    const found = new URLSearchParams(location.hash.slice(1));
    state.chapter = found.get("chapter") || "";
    state.target = found.get("target") || "";
    state.q = found.get("q") || "";
    state.cell = found.get("cell") || "";
    state.verdict = new Set((found.get("verdict") || "").split(",").filter((v) => verdicts.includes(v)));
    $("f-text").value = state.q;
    $("f-chapter").value = state.chapter;
    $("f-target").value = state.target;
    for (const chip of document.querySelectorAll("#filters .chip")) chip.setAttribute("aria-pressed", String(state.verdict.has(chip.dataset.v)));
  }

  function writeAddress() {
    const found = new URLSearchParams();
    for (const key of ["chapter", "target", "q", "cell"]) if (state[key]) found.set(key, state[key]);
    if (state.verdict.size) found.set("verdict", [...state.verdict].join(","));
    const hash = found.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  let fitted = visible.join();
  function fit() {  // words in the cells where they have room, else the signs alone
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    columnRule(targets.map((_, n) => n).filter((n) => !visible.includes(n)));
    $("matrix").style.setProperty("--columns", visible.length);
    $("matrix").classList.toggle("narrow", (24 + 5.6 * visible.length) * rem > $("matrix").clientWidth);
  }

  function filter() {
    visible = targets.map((_, n) => n).filter((n) => !state.target || targets[n].id === state.target || targets[n].backend === state.target);
    const columns = visible.join();
    if (columns !== fitted) { fitted = columns; fit(); }
    const wanted = [...letters].filter((letter) => state.verdict.has(word[letter]));
    const terms = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const part of sectionsOf) {
      let any = false;
      for (const n of part.rows) {
        const cells = features[n][6];
        const ok = (!state.chapter || part.chapter === state.chapter)
          && (!wanted.length || visible.some((t) => wanted.includes(cells[t])))
          && (visible.length === targets.length || visible.some((t) => cells[t] !== "."))
          && terms.every((term) => text(n).includes(term));
        if (rows[n].tr.hidden === ok) rows[n].tr.hidden = !ok;
        if (ok) { any = true; count += 1; }
      }
      part.tbody.hidden = !any;
    }
    $("shown").textContent = `${count} of ${features.length} features, ${visible.length} of ${targets.length} targets`;
    if (!active || !active.isConnected || active.closest("[hidden]") || !visible.includes(active.cellIndex - 1)) rove(firstCell(), false);
  }

  // ---- keyboard ------------------------------------------------------------------------------------------------
  const isCell = (node) => node && node.tagName === "TD" && node.dataset.v && node.closest("#matrix");
  const shownRows = () => rows.filter((r) => r && !r.tr.hidden && r.tr.isConnected).map((r) => r.tr);

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
      Enter: () => open(cell), " ": () => open(cell),
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("td");
    if (isCell(cell)) { rove(cell); open(cell); }
  });

  // ---- evidence ------------------------------------------------------------------------------------------------
  let packed = null;
  async function evidence(n) {
    packed = packed || $("evidence-data").textContent.trim().split("\n");
    const bytes = Uint8Array.from(atob(packed[n]), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  }

  const link = (href, label) => /^(https?:|\.\.?\/)/.test(href) ? make("a", { href, rel: "noreferrer noopener" }, label) : make("span", {}, label);

  function issueBlock(name) {
    const issue = issues[name];
    if (!issue) return make("div", { class: "issue" }, make("p", {}, `known issue ${name}`));
    return make("div", { class: "issue" },
      make("p", {}, make("strong", {}, `Known issue ${name}`), issue.fault ? ` (${issue.fault})` : ""),
      make("p", {}, issue.reason),
      make("p", { class: "small" }, "Upstream: ", link(issue.upstream_href, issue.upstream || "–"),
        ...(issue.finding ? ["; finding: ", link(issue.href, issue.finding)] : []), issue.review_by ? `; review by ${issue.review_by}` : ""));
  }

  function command(value) {
    const pre = make("pre", {}, value);
    const button = make("button", { type: "button" }, "Copy");
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(value); button.textContent = "Copied"; } catch { getSelection().selectAllChildren(pre); }
    });
    return make("div", { class: "command" }, pre, button);
  }

  function checkBlock(check) {
    const parts = [];
    if (check.reason) parts.push(make("p", {}, check.reason));
    if (check.issue) parts.push(issueBlock(check.issue));
    if (check.command) parts.push(make("h3", {}, "Run exactly this check again"), command(check.command));
    if (check.error) {
      const [type, message, traceback, causes] = check.error;
      parts.push(make("h3", {}, `Raised: ${type}`), make("pre", { class: "message" }, message));
      for (const [kind, said] of causes) parts.push(make("p", { class: "small soft" }, "underneath: "), make("pre", {}, `${kind}: ${said}`));
      if (traceback) parts.push(make("details", { open: "" }, make("summary", {}, "Traceback"), make("pre", { class: "traceback" }, traceback)));
    }
    if (check.sql.length) {
      const list = make("ol", { class: "sql" }, ...check.sql.map((statement) => make("li", {}, make("pre", {}, statement))));
      parts.push(make("details", check.error ? { open: "" } : {}, make("summary", {}, `SQL as sent (${check.sql.length})`), list));
    }
    return make("section", { class: "check" },
      make("h3", {}, badge(check.verdict), make("span", { class: "id" }, check.check || "no check"), check.store ? make("span", { class: "soft" }, `store ${check.store}`) : null,
        make("span", { class: "soft small" }, check.seconds ? `${check.seconds.toFixed(3)} s` : "")), ...parts);
  }

  async function show(n, t) {
    const [id, section, claim, level, since, until, cells, why] = features[n];
    const verdict = word[cells[t]];
    state.cell = `${id}@${targets[t].id}`;
    writeAddress();
    $("e-title").textContent = `${id} on ${targets[t].id}`;
    $("e-targets").replaceChildren(...targets.map((other, k) => {
      if (cells[k] === ".") return null;
      const chip = make("button", { type: "button", class: "chip", "data-v": word[cells[k]], "aria-pressed": String(k === t), title: word[cells[k]] }, other.id);
      chip.addEventListener("click", () => show(n, k));
      return chip;
    }).filter(Boolean));
    const facts = make("dl", {}, ...[
      ["Verdict", badge(verdict)], ["Reason", reasons[why[t]]], ["Claim", claim], ["Documentation", sections[section][0] && link(sections[section][1], `section “${sections[section][0]}”`)],
      ["Level", level], ["Offered", since || until ? `by Advanced Alchemy ${[since && `from ${since}`, until && `before ${until}`].filter(Boolean).join(", ")}` : ""],
      ["Server", targets[t].about], ["Driver", targets[t].driverVersion],
    ].filter(([, value]) => value).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
    $("e-body").replaceChildren(facts, make("p", { class: "soft" }, "reading the evidence"));
    if (!$("evidence").open) $("evidence").showModal();
    $("evidence").scrollTop = 0;
    let blocks;
    try { blocks = (await evidence(n))[t].map(checkBlock); } catch (error) { blocks = [make("p", { class: "alert" }, `The evidence cannot be read in this browser (${error.message}); it is in report.json.`)]; }
    if (state.cell === `${id}@${targets[t].id}`) $("e-body").replaceChildren(facts, ...blocks);
  }

  const open = (cell) => show(Number(cell.parentNode.dataset.n), cell.cellIndex - 1);
  $("e-close").addEventListener("click", () => $("evidence").close());
  $("evidence").addEventListener("click", (event) => { if (event.target === $("evidence")) $("evidence").close(); });
  $("evidence").addEventListener("close", () => { state.cell = ""; writeAddress(); if (active) active.focus(); });

  function openFromAddress() {
    const [id, target] = state.cell.split("@");
    const n = features.findIndex((f) => f[0] === id);
    const t = targets.findIndex((other) => other.id === target);
    if (n < 0 || t < 0 || features[n][6][t] === ".") return;
    rove(rows[n].tr.cells[t + 1]);
    show(n, t);
  }

  // ---- start ---------------------------------------------------------------------------------------------------
  const chapters = [...new Set(features.map((f) => f[0].split(".", 1)[0]))];
  $("f-chapter").append(...chapters.map((c) => make("option", { value: c }, c)));
  for (const backend of new Set(targets.map((t) => t.backend))) {
    const own = targets.filter((t) => t.backend === backend);
    if (own.length > 1) $("f-target").append(make("option", { value: backend }, `${backend} (all)`));
    $("f-target").append(...own.map((t) => make("option", { value: t.id }, t.id)));
  }
  const changed = () => { writeAddress(); filter(); };
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("f-text").addEventListener("input", (event) => { state.q = event.target.value; changed(); });
  $("f-chapter").addEventListener("change", (event) => { state.chapter = event.target.value; changed(); });
  $("f-target").addEventListener("change", (event) => { state.target = event.target.value; changed(); });
  for (const chip of document.querySelectorAll("#filters .chip")) chip.addEventListener("click", () => {
    const on = !state.verdict.has(chip.dataset.v);
    if (on) state.verdict.add(chip.dataset.v); else state.verdict.delete(chip.dataset.v);
    chip.setAttribute("aria-pressed", String(on));
    changed();
  });
  $("f-clear").addEventListener("click", () => { location.hash = ""; readAddress(); changed(); });
  window.addEventListener("hashchange", () => { readAddress(); filter(); if (state.cell) openFromAddress(); });
  window.addEventListener("resize", fit);
  readAddress();
  head();
  body(() => { document.documentElement.dataset.ready = "yes"; if (state.cell) openFromAddress(); });
})();
