// The report: a page of tabs over the scripts in data/.
import { cases } from './cases.js';
import { all, page } from './data.js';
import { card, fill, h } from './dom.js';
import { startMetrics } from './metrics.js';
import { overview } from './overview.js';
import { people } from './people.js';
import { leave, render } from './player.js';
import { renders } from './renders.js';
import { run } from './run.js';
import { startTheme } from './theme.js';
import { training } from './training.js';

const TABS = [
  ['overview', 'Overview'],
  ['renders', 'Videos'],
  ['cases', 'Best and worst'],
  ['people', 'People'],
  ['training', 'Inversion'],
  ['run', 'The run'],
];

const main = document.getElementById('main');
const list = [];
let o;
let everything;
let persons;
let drawing = 0;
const watchers = [];

/** All renders, read in the background; pages are drawn again as they come. */
function readRenders(more) {
  everything ??= (async () => {
    for (let n = 1; n <= o.pages.renders; n++) {
      for (const r of await page('renders', n)) {
        r.index = list.length;
        r.text = [r.source, r.driver, r.clip, r.look, r.cameras, r.kind, r.id].join(' ').toLowerCase();
        list.push(r);
      }
      watchers.forEach((w) => w());
    }
  })();
  if (more) {
    watchers.push(more);
  }
  return everything;
}

async function readPeople() {
  persons ??= await all('people', o.pages.people);
  persons.forEach((p) => (p.text = [p.name, ...p.clips.map((c) => c.clip)].join(' ').toLowerCase()));
  return persons;
}

/** Some renders for the first page: one of each person, cross before self. */
async function taste() {
  if (!o.pages.renders) {
    return [];
  }
  const first = list.length ? list : await page('renders', 1);
  const rank = (r) => (r.kind === 'cross' ? 0 : 1) + (r.look ? 2 : 0);
  const best = new Map();
  for (const r of first) {
    if (Object.keys(r.pictures).length && (!best.has(r.source) || rank(r) < rank(best.get(r.source)))) {
      best.set(r.source, r);
    }
  }
  return [...best.values()].slice(0, 3);
}

const VIEWS = {
  overview: async () => overview(o, await taste()),
  renders: async () => {
    const { view, more } = renders(o, list);
    readRenders(more);
    return view;
  },
  cases: async () => {
    await readRenders();
    return cases(o, list);
  },
  people: async () => people(o, await readPeople()),
  training: async () => training(o),
  run: async () => run(o),
  render: async (id) => {
    await readRenders();
    const r = list.find((x) => x.id === id);
    return r ? render(o, list, r) : [card('There is no such video', 'It may be of another report.', h('a', { href: '#renders' }, 'All videos'))];
  },
};

async function draw() {
  const mine = ++drawing;
  const [what, id] = decodeURIComponent(location.hash.slice(1)).split('/');
  const name = VIEWS[what] ? what : 'overview';
  leave();
  watchers.length = 0;
  document.querySelectorAll('#tabs a').forEach((a) => {
    const here = a.hash === `#${name === 'render' ? 'renders' : name}`;
    a.toggleAttribute('aria-current', false);
    if (here) {
      a.setAttribute('aria-current', 'page');
    }
  });
  main.setAttribute('aria-busy', 'true');
  try {
    const view = await VIEWS[name](id);
    if (mine === drawing) {
      fill(main, view);
      main.dataset.view = name;
    }
  } catch (e) {
    if (mine === drawing) {
      fill(main, card('This part can’t be shown', e.message));
    }
  }
  if (mine === drawing) {
    main.setAttribute('aria-busy', 'false');
  }
}

async function begin() {
  startTheme(document.getElementById('theme'));
  try {
    o = await page('overview', 1);
  } catch (e) {
    fill(main, card('The report’s data is missing', `${e.message}: copy the whole folder, data/ included.`));
    return;
  }
  startMetrics(o);
  document.title = o.title;
  document.getElementById('title').textContent = o.title;
  document.getElementById('subtitle').textContent = o.subtitle;
  fill(document.getElementById('tabs'), TABS.map(([k, t]) => h('a', { href: `#${k}` }, t)));
  fill(document.getElementById('foot'), `Made by reenact. All of it as tables: `, h('code', {}, './submit.sh sql --workspace URI "SELECT * FROM metrics"'), '. ', h('a', { href: 'licenses.txt' }, 'Libraries of this page'));
  window.addEventListener('hashchange', () => {
    window.scrollTo(0, 0);
    draw();
  });
  await draw();
}

begin();
