// The first thing to see: what this is, how good it is, and how sure that is.
import { axis, chart, faint, series } from './charts.js';
import { card, choice, fill, h, labelled, MISSING, plural, signed } from './dom.js';
import { tile } from './renders.js';
import { explained, groupName, headline, value } from './metrics.js';
import { colour } from './theme.js';

export function overview(o, some) {
  const failed = o.failures.filter((f) => f.now).reduce((n, f) => n + f.count, 0);
  const tiles = [
    [o.counts.renders.toLocaleString('en'), o.counts.renders === 1 ? 'video' : 'videos'],
    [o.counts.people.toLocaleString('en'), o.counts.people === 1 ? 'person' : 'people'],
    [o.counts.clips.toLocaleString('en'), o.counts.clips === 1 ? 'clip' : 'clips'],
    [o.counts.tracked ? `${((100 * o.counts.usable) / o.counts.tracked).toFixed(1)} %` : MISSING, 'of frames usable'],
    [failed.toLocaleString('en'), 'failed in this request', failed > 0 ? 'bad' : ''],
  ];
  return [
    h('div', { className: 'tiles' }, tiles.map(([n, what, mood]) => h('div', { className: `tile ${mood ?? ''}` }, h('b', {}, n), what))),
    failed > 0 && h('p', { className: 'alert' }, h('a', { href: '#run' }, `${plural(failed, 'unit')} failed; see why, and what to do`)),
    some.length > 0 && card('A look at it', null, h('div', { className: 'gallery' }, some.map((r) => tile(o, r)))),
    o.summary.length ? summary(o) : card('No numbers yet', 'Nothing was measured here yet: run evaluate.'),
    card('This run', null, h('dl', { className: 'facts' }, o.facts.map(([k, v]) => h('div', {}, h('dt', {}, k), h('dd', {}, v))))),
  ];
}

function summary(o) {
  const table = h('div', { className: 'wide' });
  const forest = h('div');
  const some = o.columns.some(headline);
  let all = !some;
  const draw = () => fill(table, means(o, o.columns.filter((c) => all || headline(c))));
  const toggle = h('input', {
    type: 'checkbox',
    checked: all,
    onchange: (e) => {
      all = e.target.checked;
      draw();
    },
  });
  draw();
  const first = o.columns.find((c) => headline(c) && c.metric === 'csim') ?? o.columns.find(headline) ?? o.columns[0];
  const pick = (key) => fill(forest, intervals(o, o.columns.find((c) => c.key === key)));
  pick(first.key);
  const before = o.previous
    ? ` The small line is the change since ${o.previous.made} in this workspace; it is marked where the intervals are apart.`
    : '';
  return card(
    'How good it is',
    `Means over renders that differ only in who is shown and who drives, with 95 % intervals (bootstrap over people).${before} Unfold a metric's name to read what it is.`,
    some && h('div', { className: 'controls' }, labelled('all metrics', toggle)),
    table,
    h('h3', {}, 'Intervals'),
    h('div', { className: 'controls' }, choice('metric', o.columns.map((c) => [c.key, c.label]), first.key, pick)),
    forest,
  );
}

function means(o, columns) {
  const groups = o.summary;
  const any = columns.filter((c) => groups.some((g) => g.cells[c.key]));
  return h(
    'table',
    { className: 'summary' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, 'metric'),
        groups.map((g) =>
          h('th', { scope: 'col', className: 'n' }, groupName(g), h('small', {}, `${plural(g.renders, 'video')}, ${plural(g.identities, 'person', 'people')}`)),
        ),
      ),
    ),
    h(
      'tbody',
      {},
      any.map((c) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, explained(c)),
          groups.map((g) => {
            const e = g.cells[c.key];
            return h('td', { className: 'n' }, e ? [h('b', {}, value(c, e.mean)), h('small', {}, range(c, e)), change(o, g, c, e)] : MISSING);
          }),
        ),
      ),
    ),
  );
}

function range(c, e) {
  return e.low === null ? 'no interval' : `${value(c, e.low)} to ${value(c, e.high)}`;
}

/** The change since the last run's mean of the same group and metric. */
function change(o, group, column, e) {
  const old = o.previous?.summary.find((g) => g.key === group.key)?.cells[column.key];
  if (!old) {
    return null;
  }
  const by = e.mean - old.mean;
  const apart = e.low !== null && old.low !== null && (e.low > old.high || e.high < old.low);
  const way = { HIGHER: Math.sign(by), LOWER: -Math.sign(by) }[column.better] ?? 0;
  return h(
    'small',
    { className: apart && way ? (way > 0 ? 'better' : 'worse') : 'same' },
    signed(by, column.digits),
    apart && way ? (way > 0 ? ' better' : ' worse') : '',
  );
}

function intervals(o, c) {
  const rows = [];
  for (const g of o.summary) {
    const now = g.cells[c.key];
    const old = o.previous?.summary.find((p) => p.key === g.key)?.cells[c.key];
    if (now) {
      rows.push({ name: groupName(g), e: now, i: 0 });
    }
    if (old) {
      rows.push({ name: `${groupName(g)}, last run`, e: old, i: 1 });
    }
  }
  const span = (e) => (e.low === null ? [e.mean, e.mean] : [e.low, e.high]);
  const paintBars = (d) => {
    d.backgroundColor = rows.map((r) => faint(series(r.i), 0.4));
  };
  const paintDots = (d) => {
    d.backgroundColor = d.borderColor = rows.map((r) => series(r.i));
  };
  const bars = { label: '95 % interval', data: rows.map((r) => span(r.e)), barThickness: 10, borderRadius: 5, borderSkipped: false, paint: paintBars };
  const dots = { type: 'scatter', label: 'mean', data: rows.map((r) => ({ x: r.e.mean, y: r.name })), pointRadius: 5, paint: paintDots };
  paintBars(bars);
  paintDots(dots);
  return [
    chart(`Means and intervals of ${c.label}`, 60 + 38 * rows.length, {
      type: 'bar',
      data: { labels: rows.map((r) => r.name), datasets: [dots, bars] },
      options: {
        indexAxis: 'y',
        grouped: false,
        plugins: {
          legend: { display: false },
          tooltip: { callbacks: { label: (t) => `${value(c, rows[t.dataIndex].e.mean)} (${range(c, rows[t.dataIndex].e)})` } },
        },
        scales: { x: axis(c.label), y: { type: 'category', offset: true, grid: { display: false }, ticks: { color: colour('soft') } } },
      },
    }),
  ];
}
