// Charts by Chart.js, in the page's colours. Their labels are drawn on a canvas, so no text of the data becomes HTML.
import { Chart, registerables } from 'chart.js';
import { h } from './dom.js';
import { colour, onTheme } from './theme.js';

Chart.register(...registerables);
Chart.defaults.font.family = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.plugins.legend.labels.boxWidth = 12;
Chart.defaults.plugins.legend.labels.boxHeight = 12;

const shown = new Set();

onTheme(() => {
  if (!document.body) {
    return;
  }
  Chart.defaults.color = colour('soft');
  Chart.defaults.borderColor = colour('line');
  for (const c of [...shown]) {
    if (!c.canvas?.isConnected) {
      c.destroy();
      shown.delete(c);
    } else {
      c.options.color = colour('soft');
      Object.values(c.options.scales ?? {}).forEach((s) => {
        s.grid = { ...s.grid, color: colour('line') };
        s.ticks = { ...s.ticks, color: colour('soft') };
        s.title = { ...s.title, color: colour('soft') };
      });
      c.data.datasets.forEach((d) => d.paint?.(d));
      c.update();
    }
  }
});

/** The colour of a series, by its number. */
export function series(i) {
  return colour(`c${i % 6}`);
}

/** See-through. */
export function faint(c, share = 0.35) {
  return c + Math.round(255 * share).toString(16).padStart(2, '0');
}

/** A dataset that keeps the theme's colours. */
export function painted(dataset, i, paint) {
  const p = (d) => {
    const c = series(i);
    d.borderColor = c;
    d.backgroundColor = faint(c);
    d.pointBackgroundColor = c;
    paint?.(d, c);
  };
  p(dataset);
  return { ...dataset, paint: p };
}

/**
 * A chart in a box of its own.
 *
 * @param label what it shows, for those who can't see it
 */
export function chart(label, height, config) {
  const canvas = h('canvas', { role: 'img', 'aria-label': label });
  const box = h('div', { className: 'chart', style: `height:${height}px` }, canvas);
  // Chart.js measures its box, so the box has to be in the page first.
  requestAnimationFrame(() => {
    if (canvas.isConnected) {
      shown.forEach((c) => {
        if (!c.canvas?.isConnected) {
          c.destroy();
          shown.delete(c);
        }
      });
      box.chart = new Chart(canvas, config);
      shown.add(box.chart);
    }
  });
  return box;
}

export function axis(text, more = {}) {
  return { title: { display: !!text, text }, grid: { color: colour('line') }, ticks: { color: colour('soft') }, ...more };
}

/** Evenly wide bins over all values of all groups. */
export function bins(groups, most = 24) {
  const values = groups.flat();
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (!(high > low)) {
    const pad = Math.abs(low) * 0.01 || 0.5;
    low -= pad;
    high = low + 2 * pad;
  }
  const n = Math.max(5, Math.min(most, Math.ceil(Math.sqrt(values.length) * 1.5)));
  const width = (high - low) / n;
  const centres = Array.from({ length: n }, (_, i) => low + (i + 0.5) * width);
  const counts = groups.map((g) => {
    const c = new Array(n).fill(0);
    g.forEach((v) => c[Math.min(n - 1, Math.floor((v - low) / width))]++);
    return c;
  });
  return { centres, counts };
}
