// Whether a page says the same numbers as the JSON that it links to.

const STATUSES = {
  planned: ['geplant', 'planned'],
  running: ['läuft', 'running'],
  paused: ['ruht', 'paused'],
  completed: ['abgeschlossen', 'completed'],
  discontinued: ['abgebrochen', 'discontinued'],
  dropped: ['nicht begonnen und aufgegeben', 'dropped'],
};
const TOTALS = ['gesamt', 'total', 'Maßnahmen', 'Measures', 'measures'];
const ONCE = ['Alle, jede einmal', 'All, each once'];
const COVERS = ['covered', 'citywide', 'planned', 'ended', 'empty'];

const statusOf = (label) => Object.keys(STATUSES).find((status) => STATUSES[status].includes(label));
const number = (text) => (/^\d/.test(text) ? Number.parseInt(text.replace(/[.,](?=\d{3})/g, ''), 10) : null);

/* global document */

// In the page: each figure (tables, bars, places of a map) with the JSON it links to.
export function figures() {
  const words = (element) => element.textContent.replace(/\s+/g, ' ').trim();
  const table = (element) => {
    const columns = [...element.querySelectorAll('thead th')].map(words);
    return [...element.querySelectorAll('tbody tr, tfoot tr')].map((row) => {
      const [heads, cells] = [[], []];
      [...row.children].forEach((cell, at) => {
        // Below what a row is of may stand more about it.
        if (cell.matches('th')) heads.push(words(cell.querySelector('a') ?? cell));
        else cells.push({ column: columns[at], at, text: words(cell) });
      });
      return { heads, cells };
    });
  };
  const [found, open] = [[], { rows: [], marks: [] }];
  const parts = 'table, .chart .bar, svg.map a, h2.count, p.data';
  for (const element of document.querySelectorAll(`main :is(${parts})`)) {
    if (element.matches('table')) open.rows.push(...table(element));
    else if (element.matches('.bar')) {
      const [name, total] = ['.bar-name', '.bar-total'].map((part) => words(element.querySelector(part)));
      open.marks.push({ label: name, text: total });
    } else if (element.matches('a')) {
      const [, label, text] = element.getAttribute('aria-label').match(/^(.*): (.*)$/);
      open.marks.push({ label, text });
    } else if (element.matches('.count')) open.marks.push({ label: '', text: words(element) });
    else {
      const json = [...element.querySelectorAll('a')].find((link) => words(link) === 'JSON');
      if (json) found.push({ json: json.getAttribute('href'), ...open });
      if (json) [open.rows, open.marks] = [[], []];
    }
  }
  const bare = open.rows.some((row) => row.cells.some((cell) => /^\d+$/.test(cell.text)));
  return { found, bare, lang: document.documentElement.lang };
}

// What is wrong with the figures of a page; `ask` gives the JSON at an address.
export async function compare({ found, bare, lang }, ask) {
  const faults = bare ? ['there are numbers without their JSON'] : [];
  for (const figure of found) {
    const answer = await ask(figure.json);
    const kind = KINDS.find(({ path }) => path.test(figure.json));
    if (!kind) continue;
    const once = figure.json.includes('groupBy=handlungsfeld%2Cstatus') && (await ask(onceOf(figure.json)));
    const known = kind.read(answer, lang, once);
    const say = (labels, said, is) => {
      if (said !== is) faults.push(`${labels.join(' / ')}: ${said}, but ${is} at ${figure.json}`);
    };
    for (const { label, text } of figure.marks) say([label], number(text), known([label], {}));
    for (const { heads, cells } of figure.rows) {
      for (const cell of cells) {
        const is = known(heads, cell);
        if (is !== undefined) say([...heads, cell.column], number(cell.text), is);
      }
    }
    const missing = kind.rows?.(answer).filter((row) => !known.seen.has(row)) ?? [];
    if (figure.rows.length && missing.length) faults.push(`not shown: ${JSON.stringify(missing)} of ${figure.json}`);
  }
  return faults;
}

const onceOf = (json) => json.replace('groupBy=handlungsfeld%2Cstatus', 'groupBy=status').replace('&count=assignments', '');

// How the rows of an answer are found again by what stands beside a number: each kind
// gives a number, `null` for words, `undefined` for what it knows nothing about.
const KINDS = [
  { path: /^\/v1\/statistics\/measures\?/, read: counts, rows: ({ rows }) => rows.filter((row) => row.measures) },
  { path: /^\/v1\/statistics\/timeline\?/, read: timeline, rows: ({ rows }) => rows },
  { path: /^\/v1\/statistics\/carriers/, read: carriers, rows: ({ rows }) => rows },
  { path: /^\/v1\/coverage/, read: coverage },
  { path: /^\/v1\/measures(\?|$)/, read: ({ total }) => seeing(() => total) },
];

// `known` that remembers the rows it answered from.
function seeing(make) {
  const seen = new Set();
  const known = make.length ? make((row) => seen.add(row)) : make;
  return Object.assign(known, { seen });
}

// By its name, or by key and name.
function keyOf(names, lang, label) {
  if (names === undefined) return undefined;
  const is = ([key, name]) => [name[lang], `${key} ${name[lang]}`, key].includes(label);
  return Object.entries(names).find(is)?.[0];
}

function counts({ groupBy, rows, names }, lang, once) {
  return seeing((see) => (heads, { column }) => {
    const labels = [...heads, column].filter((label) => label && !TOTALS.includes(label));
    if (once && labels.some((label) => ONCE.includes(label))) {
      return counts(once, lang)(labels.filter((label) => !ONCE.includes(label)), {});
    }
    const asked = [];
    for (const label of labels) {
      const dim = groupBy.find((dim) => keyOf(names[dim], lang, label) !== undefined);
      if (dim) asked.push([dim, keyOf(names[dim], lang, label)]);
      // What the answer does not name has no measures; what a page is about is no part of it.
      else if (statusOf(label) || groupBy.some((dim) => dim !== 'status')) return 0;
    }
    const found = rows.filter((row) => asked.every(([dim, key]) => row[dim] === key));
    found.forEach(see);
    return found.reduce((sum, row) => sum + row.measures, 0);
  });
}

function timeline({ rows, names }, lang) {
  return seeing((see) => ([field, quarter], { column }) => {
    // `1. Quartal 2020`, `Q1 2020`
    const [number, year] = quarter.match(/\d+/g);
    const key = keyOf(names.handlungsfeld, lang, field);
    const row = rows.find((row) => row.handlungsfeld === key && row.period === `${year}-Q${number}`);
    if (row) see(row);
    return row?.[statusOf(column)];
  });
}

function carriers({ rows }) {
  return seeing((see) => ([name], { column }) => {
    const row = rows.find((row) => row.carrier.name.replace(/\s+/g, ' ').trim() === name);
    if (row) see(row);
    if (TOTALS.includes(column)) return row?.measures ?? 0;
    return statusOf(column) && (row?.status[statusOf(column)] ?? 0);
  });
}

function coverage({ rows, guidelines, names }, lang) {
  return seeing((see) => ([head], { column, at }) => {
    const line = guidelines.find(({ guideline }) => head.startsWith(`${guideline} `));
    if (line) return at === 1 ? line.measures : line.cells[COVERS[at - 2]];
    const stadtteil = keyOf(names.stadtteil, lang, head);
    const row = rows.find((row) => row.stadtteil === stadtteil && column.startsWith(`${row.guideline} `));
    if (!row) return undefined;
    see(row);
    return { covered: row.measures, citywide: row.citywide }[row.state] ?? null;
  });
}
