// All renders: searched, filtered, sorted, a page at a time.
import { calmly, choice, fill, h, labelled, MISSING, plural } from './dom.js';
import { ARROWS, groupName, headline, value, WAYS } from './metrics.js';

const ROWS = 50;
const state = { search: '', group: '', sort: '', down: false, at: 0, pictures: false };

export function renders(o, list) {
  const body = h('div');
  const columns = o.columns.filter(headline);
  const shownColumns = columns.length ? columns : o.columns.slice(0, 8);
  const found = h('p', { className: 'note', role: 'status' });
  const redo = () => {
    state.at = 0;
    draw();
  };
  const draw = () => {
    const rows = sorted(o, filtered(list));
    state.at = Math.max(0, Math.min(state.at, Math.ceil(rows.length / ROWS) - 1));
    const some = rows.slice(state.at * ROWS, (state.at + 1) * ROWS);
    const more = list.length < o.counts.renders ? ` (reading: ${list.length.toLocaleString('en')} of ${o.counts.renders.toLocaleString('en')})` : '';
    found.textContent = `${plural(rows.length, 'video')}${more}`;
    fill(body, state.pictures ? gallery(o, some) : table(o, some, shownColumns, draw), pager(rows.length, draw));
  };
  const search = h('input', {
    type: 'search',
    placeholder: 'name, clip, look, id',
    value: state.search,
    oninput: calmly((e) => {
      state.search = e.target.value;
      redo();
    }),
  });
  const pictures = h('input', {
    type: 'checkbox',
    checked: state.pictures,
    onchange: (e) => {
      state.pictures = e.target.checked;
      draw();
    },
  });
  const filter = (what) => (v) => {
    state[what] = v;
    redo();
  };
  draw();
  const view = [
    h(
      'section',
      { className: 'card' },
      h('h2', {}, 'Videos'),
      h(
        'div',
        { className: 'controls' },
        labelled('search', search),
        choice('kind', [['', 'all'], ...o.groups.map((g, i) => [String(i), groupName(g)])], state.group, filter('group')),
        labelled('pictures', pictures),
      ),
      found,
      body,
    ),
  ];
  return { view, more: calmly(draw, 60) };
}

function filtered(list) {
  const words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
  return list.filter(
    (r) =>
      (state.group === '' || r.group === Number(state.group)) &&
      words.every((w) => r.text.includes(w)),
  );
}

function sorted(o, rows) {
  if (!state.sort) {
    return rows;
  }
  const i = o.columns.findIndex((c) => c.key === state.sort);
  const of = i >= 0 ? (r) => r.metrics[i] : (r) => r[state.sort];
  const way = state.down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const x = of(a) ?? null;
    const y = of(b) ?? null;
    // What has no value comes last, either way.
    if (x === null || y === null) {
      return (x === null) - (y === null);
    }
    return way * (typeof x === 'number' ? x - y : String(x).localeCompare(String(y)));
  });
}

function table(o, rows, columns, draw) {
  const head = (key, label, more) =>
    h(
      'th',
      { scope: 'col', className: more?.n ? 'n' : '', 'aria-sort': state.sort === key ? (state.down ? 'descending' : 'ascending') : 'none' },
      h(
        'button',
        {
          type: 'button',
          title: more?.title ?? 'sort',
          onclick: () => {
            state.down = state.sort === key ? !state.down : (more?.down ?? false);
            state.sort = key;
            draw();
          },
        },
        label,
        state.sort === key ? (state.down ? ' ▾' : ' ▴') : '',
      ),
    );
  return h(
    'div',
    { className: 'wide' },
    h(
      'table',
      { className: 'sticky' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head('source', 'source'),
          head('driver', 'driver'),
          head('look', 'look'),
          columns.map((c) => head(c.key, `${c.label} ${ARROWS[c.better]}`, { n: true, title: `${c.formula ?? ''} (${WAYS[c.better]})`, down: c.better === 'HIGHER' })),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((r) =>
          h(
            'tr',
            {},
            h('td', {}, h('a', { href: `#render/${r.id}` }, r.source)),
            h('td', {}, `${r.driver}${r.clip ? ` / ${r.clip}` : ''}`),
            h('td', {}, r.look || MISSING),
            columns.map((c) => h('td', { className: 'n' }, value(c, r.metrics[o.columns.indexOf(c)]))),
          ),
        ),
      ),
    ),
  );
}

function gallery(o, rows) {
  return h('div', { className: 'gallery' }, rows.map((r) => tile(o, r)));
}

/** A render's picture with its names. */
export function tile(o, r, ...notes) {
  const picture = r.pictures.cross ?? r.pictures.self ?? r.pictures.input;
  return h(
    'a',
    { className: 'shot', href: `#render/${r.id}` },
    picture ? h('img', { src: picture, alt: `Frames of ${name(r)}`, loading: 'lazy', decoding: 'async' }) : h('span', { className: 'nothing' }, 'no picture'),
    h('span', { className: 'caption' }, h('b', {}, name(r)), h('small', {}, [r.look, r.clip && `clip ${r.clip}`].filter(Boolean).join(', ')), notes),
  );
}

export function name(r) {
  if (r.kind === 'numbers') {
    return `${r.source} by numbers`;
  }
  return r.kind === 'self' ? `${r.source} by itself` : `${r.source} driven by ${r.driver}`;
}

function pager(count, draw) {
  const pages = Math.max(1, Math.ceil(count / ROWS));
  if (pages === 1) {
    return null;
  }
  const go = (to) => () => {
    state.at = to;
    draw();
  };
  return h(
    'nav',
    { className: 'pager', 'aria-label': 'Pages' },
    h('button', { type: 'button', disabled: state.at === 0, onclick: go(0) }, '⇤ first'),
    h('button', { type: 'button', disabled: state.at === 0, onclick: go(state.at - 1) }, '← back'),
    h('span', {}, `page ${state.at + 1} of ${pages}`),
    h('button', { type: 'button', disabled: state.at >= pages - 1, onclick: go(state.at + 1) }, 'on →'),
    h('button', { type: 'button', disabled: state.at >= pages - 1, onclick: go(pages - 1) }, 'last ⇥'),
  );
}
