// How inversion went: losses over steps, and expressions' paths in the latent space.
import { axis, chart, painted } from './charts.js';
import { page } from './data.js';
import { card, choice, fill, h } from './dom.js';

const PATHS = 8;

export async function training(o) {
  return [await losses(o), await paths(o)].flat();
}

/** One page of a kind, chosen where there are more. */
async function paged(kind, pages, draw) {
  const box = h('div');
  const turn = async (n) => fill(box, draw(await page(kind, n)));
  await turn(1);
  return [pages > 1 && h('div', { className: 'controls' }, choice('page', Array.from({ length: pages }, (_, i) => [String(i + 1), `${i + 1} of ${pages}`]), '1', turn)), box];
}

async function losses(o) {
  if (!o.pages.losses) {
    return card('Losses', 'No losses are kept here: invert writes them.');
  }
  return card('Losses over steps', 'One phase after another: the weighted sum, and its terms before they are weighted; means where a step has several.', await paged('losses', o.pages.losses, lossesOf));
}

function lossesOf(runs) {
  const box = h('div');
  const show = (i) => {
    const run = runs[Number(i)];
    fill(
      box,
      run.phases.map((p) =>
        h(
          'div',
          {},
          h('h3', {}, p.phase),
          chart(`Losses of ${p.phase}`, 240, {
            type: 'line',
            data: {
              datasets: [
                painted({ label: 'loss', data: p.loss.map((y, k) => ({ x: p.steps[k], y })), pointRadius: 0, borderWidth: 2.5 }, 0),
                ...Object.entries(p.terms).map(([t, v], k) =>
                  painted({ label: t, data: v.map((y, n) => ({ x: p.steps[n], y })), pointRadius: 0, borderWidth: 1.2, spanGaps: true }, k + 1),
                ),
              ],
            },
            options: { interaction: { mode: 'index', intersect: false }, scales: { x: axis('step', { type: 'linear' }), y: axis('loss', { type: 'logarithmic' }) } },
          }),
        ),
      ),
    );
  };
  show(0);
  return [runs.length > 1 && h('div', { className: 'controls' }, choice('cohort', runs.map((r, i) => [String(i), r.label]), '0', show)), box];
}

async function paths(o) {
  if (!o.pages.paths) {
    return card('Expressions in the latent space', 'No latents are here yet: run invert.');
  }
  return card(
    'Expressions in the latent space',
    'Each clip’s offsets, key frame after key frame, along the two directions in which the offsets of its cohort vary most (principal components). Zero is the neutral face.',
    await paged('paths', o.pages.paths, pathsOf),
  );
}

function pathsOf(clips) {
  const box = h('div');
  const cohorts = [...new Set(clips.map((c) => c.cohort))];
  const show = (cohort) => {
    const mine = clips.filter((c) => c.cohort === cohort);
    const share = mine[0].share.map((s) => `${(100 * s).toFixed(0)} %`);
    let from = 0;
    const draw = () =>
      fill(
        box,
        mine.length > PATHS &&
          h('div', { className: 'controls' }, choice('clips', Array.from({ length: Math.ceil(mine.length / PATHS) }, (_, i) => [String(i * PATHS), `${i * PATHS + 1} to ${Math.min(mine.length, (i + 1) * PATHS)}`]), String(from), (v) => { from = Number(v); draw(); })),
        chart('Paths of offsets', 420, {
          type: 'scatter',
          data: {
            datasets: mine.slice(from, from + PATHS).map((c, k) =>
              painted({ label: `${c.identity} / ${c.clip}`, data: c.points.map(([x, y]) => ({ x, y })), showLine: true, tension: 0.25, borderWidth: 1.5, pointRadius: 3 }, k),
            ),
          },
          options: {
            plugins: { tooltip: { callbacks: { label: (t) => `${t.dataset.label}, ${mine[from + t.datasetIndex].seconds[t.dataIndex].toFixed(2)} s` } } },
            scales: { x: axis(`first component (${share[0]} of the variance)`), y: axis(`second component (${share[1]})`) },
          },
        }),
      );
    draw();
  };
  show(cohorts[0]);
  return [cohorts.length > 1 && h('div', { className: 'controls' }, choice('cohort', cohorts.map((c) => [c, c]), cohorts[0], show)), box];
}
