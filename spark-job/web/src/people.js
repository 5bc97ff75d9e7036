// Who is in the corpus, and how much of each clip can be learnt from.
import { axis, chart, painted } from './charts.js';
import { calmly, card, fill, h, labelled, MISSING, plural } from './dom.js';

const ROWS = 100;

export function people(o, list) {
  const reasons = new Map();
  for (const p of list) {
    for (const c of p.clips) {
      for (const [why, n] of Object.entries(c.reasons)) {
        reasons.set(why, (reasons.get(why) ?? 0) + n);
      }
    }
  }
  const body = h('div');
  let words = [];
  let limit = ROWS;
  const draw = () => {
    const found = list.filter((p) => words.every((w) => p.text.includes(w)));
    fill(
      body,
      h('p', { className: 'note', role: 'status' }, plural(found.length, 'person', 'people')),
      found.slice(0, limit).map(person),
      found.length > limit &&
        h('button', { type: 'button', onclick: () => { limit += ROWS; draw(); } }, `show ${Math.min(ROWS, found.length - limit)} more`),
    );
  };
  draw();
  const search = h('input', {
    type: 'search',
    placeholder: 'name or clip',
    oninput: calmly((e) => {
      words = e.target.value.toLowerCase().split(/\s+/).filter(Boolean);
      limit = ROWS;
      draw();
    }),
  });
  const why = [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 12);
  return [
    card(
      'Coverage of tracking',
      `${o.counts.usable.toLocaleString('en')} of ${o.counts.tracked.toLocaleString('en')} frames can be learnt from.`,
      why.length
        ? chart('Frames that can’t be used, by reason', 60 + 34 * why.length, {
            type: 'bar',
            data: { labels: why.map(([w]) => (w.length > 44 ? `${w.slice(0, 42)}…` : w)), datasets: [painted({ label: 'frames', data: why.map(([, n]) => n), barThickness: 16 }, 3)] },
            options: { indexAxis: 'y', plugins: { legend: { display: false } }, scales: { x: axis('frames', { ticks: { precision: 0 } }), y: axis('', { grid: { display: false } }) } },
          })
        : h('p', {}, o.counts.tracked ? 'No frame was left out.' : 'Nothing was tracked yet.'),
    ),
    card('The people', null, h('div', { className: 'controls' }, labelled('search', search)), body),
  ];
}

function person(p) {
  const frames = p.clips.reduce((n, c) => n + c.frames, 0);
  const usable = p.clips.reduce((n, c) => n + c.usable, 0);
  return h(
    'details',
    { className: 'person', open: p.clips.length === 1 && p.clips[0].status !== 'ok' },
    h('summary', {}, h('b', {}, p.name), ` ${plural(p.clips.length, 'clip')}, `, frames ? `${((100 * usable) / frames).toFixed(1)} % of ${frames.toLocaleString('en')} frames` : 'no frames tracked'),
    h('div', { className: 'wide' }, h('table', {}, h('thead', {}, h('tr', {}, ['clip', 'status', 'seconds', 'size', 'frames', 'usable', 'why not, and notes'].map((t) => h('th', { scope: 'col' }, t)))), h('tbody', {}, p.clips.map(clip)))),
  );
}

function clip(c) {
  const why = Object.entries(c.reasons).map(([w, n]) => `${w}: ${n}`);
  return h(
    'tr',
    {},
    h('td', {}, c.clip),
    h('td', { className: c.status === 'ok' ? '' : 'bad' }, c.status),
    h('td', { className: 'n' }, c.seconds?.toFixed(1) ?? MISSING),
    h('td', {}, c.width ? `${c.width} x ${c.height}` : MISSING),
    h('td', { className: 'n' }, c.frames),
    h('td', {}, c.frames ? [h('meter', { min: '0', max: '1', value: String(c.usable / c.frames), 'aria-label': 'usable share' }), ` ${((100 * c.usable) / c.frames).toFixed(1)} %`] : MISSING),
    h('td', { className: 'long' }, [c.error, ...why, ...c.notes].filter(Boolean).join('; ') || MISSING),
  );
}
