// How a metric's values are spread, and which renders are the worst, the middle and the best.
import { axis, bins, chart, painted } from './charts.js';
import { card, choice, fill, h, plural } from './dom.js';
import { explained, goodness, groupName, headline, value } from './metrics.js';
import { tile } from './renders.js';

const EACH = 3;
const state = { metric: '', group: '' };

export function cases(o, list) {
  const measured = o.columns.filter((c, i) => list.some((r) => r.metrics[i] !== null));
  if (!measured.length) {
    return [card('No numbers yet', 'Nothing was measured here yet: run evaluate.')];
  }
  const first = measured.find((c) => headline(c) && c.metric === 'csim') ?? measured.find(headline) ?? measured[0];
  state.metric = measured.some((c) => c.key === state.metric) ? state.metric : first.key;
  const view = h('div');
  const draw = () => {
    const i = o.columns.findIndex((c) => c.key === state.metric);
    const column = o.columns[i];
    const groups = o.groups
      .map((g, n) => ({ name: groupName(g), n, rows: list.filter((r) => r.group === n && r.metrics[i] !== null) }))
      .filter((g) => g.rows.length && (state.group === '' || g.n === Number(state.group)));
    fill(view, h('div', { className: 'why' }, explained(column)), spread(column, i, groups), curve(column, i, groups), groups.map((g) => extremes(o, column, i, g)));
  };
  draw();
  return [
    card(
      'How values are spread',
      'Groups are never mixed: renders that differ by edits, parts, camera, strength or numbers are counted apart.',
      h(
        'div',
        { className: 'controls' },
        choice('metric', measured.map((c) => [c.key, c.label]), state.metric, (v) => {
          state.metric = v;
          draw();
        }),
        choice('kind', [['', 'all'], ...o.groups.map((g, n) => [String(n), groupName(g)])], state.group, (v) => {
          state.group = v;
          draw();
        }),
      ),
      view,
    ),
  ];
}

/** In shares, since a few self-reenactments stand beside many others. */
function spread(column, i, groups) {
  const { centres, counts } = bins(groups.map((g) => g.rows.map((r) => r.metrics[i])));
  return chart(`Histogram of ${column.label}`, 220, {
    type: 'bar',
    data: {
      labels: centres.map((c) => value(column, c)),
      datasets: groups.map((g, k) => painted({ label: `${g.name} (${g.rows.length})`, data: counts[k].map((n) => (100 * n) / g.rows.length), borderWidth: 1, barPercentage: 1, categoryPercentage: 0.94 }, k)),
    },
    options: { scales: { x: axis(column.label), y: axis('% of the kind’s videos', { min: 0 }) } },
  });
}

/** What share of videos is at least as bad. */
function curve(column, i, groups) {
  const most = 400;
  return chart(`Cumulative share of videos by ${column.label}`, 220, {
    type: 'line',
    data: {
      datasets: groups.map((g, k) => {
        const v = g.rows.map((r) => r.metrics[i]).sort((a, b) => a - b);
        const step = Math.max(1, Math.floor(v.length / most));
        const points = v.map((x, n) => ({ x, y: (100 * (n + 1)) / v.length })).filter((_, n) => n % step === 0 || n === v.length - 1);
        return painted({ label: g.name, data: points, stepped: true, pointRadius: v.length < 20 ? 3 : 0, borderWidth: 2 }, k);
      }),
    },
    options: { scales: { x: axis(column.label, { type: 'linear' }), y: axis('% of videos up to here', { min: 0, max: 100 }) } },
  });
}

function extremes(o, column, i, group) {
  const good = (r) => goodness(column, r.metrics[i]) ?? r.metrics[i];
  const rows = [...group.rows].sort((a, b) => good(a) - good(b));
  const sides = column.better === 'NEITHER' ? ['lowest', 'middle', 'highest'] : ['worst', 'middle', 'best'];
  const middle = Math.max(0, Math.min(rows.length - EACH, Math.floor((rows.length - EACH) / 2)));
  const picks =
    rows.length <= EACH
      ? [[sides[0] + ' to ' + sides[2], rows]]
      : [
          [sides[0], rows.slice(0, EACH)],
          [sides[1], rows.slice(middle, middle + EACH)],
          [sides[2], rows.slice(-EACH).reverse()],
        ];
  return h(
    'section',
    {},
    h('h3', {}, `${group.name}, ${plural(rows.length, 'video')}`),
    h(
      'div',
      { className: 'threes' },
      picks.map(([side, some]) => h('div', {}, h('h4', {}, side), some.map((r) => tile(o, r, h('span', { className: 'score' }, value(column, r.metrics[i])))))),
    ),
  );
}
