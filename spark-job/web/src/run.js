// How the run went: time and cost, failures with remedies, settings and versions.
import { axis, chart, painted } from './charts.js';
import { bytes, calmly, card, choice, duration, fill, h, labelled, plural } from './dom.js';

export function run(o) {
  return [stages(o), failures(o), older(o), settings(o)];
}

function stages(o) {
  const rows = o.stages;
  if (!rows.length) {
    return card('Stages', 'Nothing has run here yet.');
  }
  const cost = h('div');
  const price = h('input', { type: 'number', min: '0', step: 'any', placeholder: '0.05', inputmode: 'decimal', oninput: (e) => costs(Number(e.target.value)) });
  const costs = (p) => {
    const all = rows.reduce((n, s) => n + s.seconds, 0);
    fill(
      cost,
      p > 0
        ? h('p', {}, rows.map((s) => `${s.name} ${((s.seconds / 3600) * p).toFixed(4)}`).join(', '), `; together `, h('b', {}, ((all / 3600) * p).toFixed(4)))
        : h('p', { className: 'note' }, 'Give the price of an hour of one task (its share of a machine) to see what each stage cost.'),
    );
  };
  costs(0);
  const split = [
    ['reading and decoding', 'decode'],
    ['computing', 'compute'],
    ['waiting', 'wait'],
    ['other', 'other'],
  ];
  return card(
    'Time and cost by stage',
    'Seconds of work are the wall times of all attempts at units together, those of earlier requests included. Memory is the most that a process had in RAM while a unit of the stage ran in it, the units beside it and the Java heap included.',
    chart('Seconds of work by stage', 70 + 36 * rows.length, {
      type: 'bar',
      data: {
        labels: rows.map((s) => s.name),
        datasets: split.map(([label, key], k) => painted({ label, data: rows.map((s) => (key === 'other' ? Math.max(0, s.seconds - s.decode - s.compute - s.wait) : s[key])), barThickness: 16 }, k)),
      },
      options: { indexAxis: 'y', scales: { x: axis('seconds of work', { stacked: true }), y: axis('', { stacked: true, grid: { display: false } }) } },
    }),
    h(
      'div',
      { className: 'wide' },
      h(
        'table',
        {},
        h('thead', {}, h('tr', {}, ['stage', 'planned', 'done', 'failed', 'to do', 'attempts', 'work', 'longest unit', 'memory', 'devices', 'hosts'].map((t, i) => h('th', { scope: 'col', className: i > 0 && i < 9 ? 'n' : '' }, t)))),
        h(
          'tbody',
          {},
          rows.map((s) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, s.name),
              [s.planned, s.done, s.failed, s.waiting, s.attempts].map((n) => h('td', { className: 'n' }, n.toLocaleString('en'))),
              h('td', { className: 'n' }, duration(s.seconds)),
              h('td', { className: 'n' }, duration(s.longest)),
              h('td', { className: 'n' }, bytes(s.memory)),
              h('td', {}, s.devices.join(', ')),
              h('td', {}, s.hosts.join(', ')),
            ),
          ),
        ),
      ),
    ),
    h('div', { className: 'controls' }, labelled('price of an hour', price)),
    cost,
  );
}

function failures(o) {
  const now = o.failures.filter((f) => f.now);
  return card('What failed in this request', now.length ? 'Equal reasons stand once, with the first unit and how many there are.' : 'Nothing.', now.length ? table(now) : null);
}

function older(o) {
  const before = o.failures.filter((f) => !f.now);
  return before.length ? card('What failed in earlier requests', 'These units are not in the last plan of their stage: of other settings, or of clips that are gone.', table(before)) : null;
}

function table(rows) {
  return h(
    'div',
    { className: 'wide failures' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ['stage', 'unit', 'reason', 'what to do'].map((t) => h('th', { scope: 'col' }, t)))),
      h(
        'tbody',
        {},
        rows.map((f) => h('tr', {}, h('td', {}, f.stage), h('td', {}, f.item, f.count > 1 && h('small', {}, ` and ${plural(f.count - 1, 'other')}`)), h('td', { className: 'long bad' }, f.reason), h('td', { className: 'long' }, f.remedy))),
      ),
    ),
  );
}

const KINDS = { setting: 'settings', version: 'versions', model: 'models', machine: 'machine' };

function settings(o) {
  if (!o.settings.length) {
    return card('Settings, versions and hashes', 'None are recorded here: stages that run from now on record them.');
  }
  const hashes = [...new Set(o.settings.map((s) => s.hash))];
  const state = { hash: hashes.at(-1), kind: '', words: [], changed: false };
  const body = h('tbody');
  const draw = () =>
    fill(
      body,
      o.settings
        .filter(
          (s) =>
            s.hash === state.hash &&
            (!state.kind || s.kind === state.kind) &&
            (!state.changed || (s.by && s.by !== 'default')) &&
            state.words.every((w) => `${s.name} ${s.value} ${s.by}`.toLowerCase().includes(w)),
        )
        .map((s) => h('tr', {}, h('td', {}, s.kind), h('th', { scope: 'row' }, s.name), h('td', { className: 'long' }, s.value || '(empty)'), h('td', {}, s.by))),
    );
  const set = (what, value) => {
    state[what] = value;
    draw();
  };
  draw();
  const search = h('input', { type: 'search', placeholder: 'name or value', oninput: calmly((e) => set('words', e.target.value.toLowerCase().split(/\s+/).filter(Boolean))) });
  return card(
    'Settings, versions and hashes',
    hashes.length > 1 ? `Results here were made with ${hashes.length} sets of settings; each row of the tables names its own.` : 'All results here were made with these.',
    h(
      'div',
      { className: 'controls' },
      hashes.length > 1 && choice('hash', hashes.map((x) => [x, x]), state.hash, (v) => set('hash', v)),
      choice('what', [['', 'all'], ...Object.entries(KINDS)], '', (v) => set('kind', v)),
      labelled('not by default', h('input', { type: 'checkbox', onchange: (e) => set('changed', e.target.checked) })),
      labelled('search', search),
    ),
    hashes.length === 1 && h('p', { className: 'note' }, `hash ${state.hash}`),
    h('div', { className: 'wide tall' }, h('table', {}, h('thead', {}, h('tr', {}, ['kind', 'name', 'value', 'set by'].map((t) => h('th', { scope: 'col' }, t)))), body)),
  );
}
