// One render: its videos side by side in step, a timeline with openings, its numbers, its head in 3D.
import { axis, chart, painted } from './charts.js';
import { page, script } from './data.js';
import { card, choice, fill, h, labelled, MISSING } from './dom.js';
import { explained, value } from './metrics.js';
import { name } from './renders.js';
import { colour, dark, onTheme } from './theme.js';

const SPEEDS = ['0.1', '0.25', '0.5', '1', '2'];

let stop = () => {};

/** Ends what the last page had playing. */
export function leave() {
  stop();
  stop = () => {};
}

export function render(o, list, r) {
  leave();
  const at = list.indexOf(r);
  const beside = (to, text) => (list[to] ? h('a', { className: 'button', href: `#render/${list[to].id}` }, text) : null);
  const facts = [
    ['look', r.look || 'plain'],
    ['camera', r.cameras],
    ['clip', r.clip || MISSING],
    ['size', `${r.width} x ${r.height}`],
    ['frames', `${r.frames} (${r.seconds.toFixed(1)} s, ${r.fps.toFixed(2)} a second)`],
    ['cohort', r.cohort],
    ['id', r.id],
    ['sha256', r.sha256],
  ];
  return [
    h('nav', { className: 'controls', 'aria-label': 'Other videos' }, h('a', { className: 'button', href: '#renders' }, '← all videos'), beside(at - 1, '← before'), beside(at + 1, 'next →')),
    card(name(r), [r.look, `camera: ${r.cameras}`].filter(Boolean).join(', '), player(o, r)),
    r.pictures.input && card('The same moments', null, strips(r)),
    numbers(o, r),
    head(r),
    card('What it is', null, h('dl', { className: 'facts' }, facts.map(([k, v]) => h('div', {}, h('dt', {}, k), h('dd', {}, v ?? MISSING))), outputs(r))),
  ];
}

function outputs(r) {
  return Object.entries(r.outputs).map(([kind, path]) => h('div', {}, h('dt', {}, kind), h('dd', {}, h('a', { href: path }, path.split('/').slice(-1)[0]))));
}

function strips(r) {
  return h(
    'div',
    { className: 'strips' },
    ['input', 'self', 'cross'].filter((k) => r.pictures[k]).map((k) => h('figure', {}, h('img', { src: r.pictures[k], alt: `${k} at five moments`, loading: 'lazy' }), h('figcaption', {}, k === 'input' ? 'driver' : k))),
  );
}

/** Videos that play in step. The result leads; others follow it to within a frame. */
function player(o, r) {
  const panels = [
    r.kind === 'cross' && ['source', r.source_video, 'source'],
    ['driver', r.driver_video, 'driver'],
    r.kind === 'cross' && ['self', r.self_video && { src: r.self_video, start: 0 }, 'the driver by itself'],
    ['result', r.video && { src: r.video, start: 0 }, r.kind === 'self' ? 'self' : 'result'],
    // No browser plays what has an alpha channel (.mov).
    r.outputs.pasted?.endsWith('.mp4') && ['pasted', { src: r.outputs.pasted, start: 0 }, 'in the driver’s frames'],
  ].filter(Boolean);
  const parts = [];
  const row = h(
    'div',
    { className: 'panels' },
    panels.map(([what, media, text]) => {
      const note = h('figcaption', {}, text);
      if (!media) {
        return h('figure', { className: 'panel' }, h('div', { className: 'nothing' }, 'not at hand'), note);
      }
      const video = h('video', { src: media.src, muted: true, playsinline: true, preload: 'auto', tabindex: '-1', 'data-what': what, 'aria-label': text });
      video.addEventListener('error', () => {
        video.replaceWith(h('div', { className: 'nothing' }, 'this browser can’t play it'));
        parts.splice(parts.findIndex((p) => p.video === video), 1);
      });
      parts.push({ what, video, start: media.start ?? 0, end: media.end ?? null });
      return h('figure', { className: 'panel' }, video, note);
    }),
  );
  const lead = parts.find((p) => p.what === 'result');
  if (!lead) {
    return row;
  }
  return [row, controls(o, r, parts, lead)];
}

function controls(o, r, parts, lead) {
  let speed = 1;
  let looping = true;
  let playing = false;
  let times = Array.from({ length: r.frames }, (_, i) => i / r.fps);
  const cursors = [];
  const scrub = h('input', { type: 'range', min: '0', max: String(Math.max(0, r.frames - 1)), step: '1', value: '0', 'aria-label': 'frame', className: 'scrub' });
  const clock = h('output', { className: 'clock' });
  const play = h('button', { type: 'button', className: 'main', onclick: () => (playing ? pause() : start()) }, '▶ play');

  const frame = () => {
    const t = lead.video.currentTime + 1e-4;
    let low = 0;
    let high = times.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (times[mid] <= t) {
        low = mid;
      } else {
        high = mid - 1;
      }
    }
    return low;
  };
  /** Where a follower should be; a source's clip has a time of its own and is repeated. */
  const wanted = (p, t) => {
    const length = (p.end ?? p.video.duration) - p.start;
    return p.start + (p.what === 'source' && length > 0 ? t % length : Math.min(t, Math.max(0, length - 1e-3) || t));
  };
  const show = () => {
    const i = frame();
    scrub.value = String(i);
    scrub.setAttribute('aria-valuetext', `frame ${i + 1} of ${r.frames}`);
    clock.textContent = `${lead.video.currentTime.toFixed(2)} s, frame ${i + 1} of ${r.frames}`;
    cursors.forEach((c) => c(times[i]));
  };
  const seek = (t) => {
    parts.forEach((p) => {
      p.video.currentTime = p === lead ? t : wanted(p, t);
    });
    show();
  };
  const to = (i) => {
    pause();
    const k = Math.max(0, Math.min(r.frames - 1, i));
    // The middle of a frame: its edges are a matter of rounding.
    seek((times[k] + (times[k + 1] ?? times[k] + 1 / r.fps)) / 2);
  };
  const pause = () => {
    playing = false;
    play.textContent = '▶ play';
    parts.forEach((p) => p.video.pause());
    if (lead.video.currentTime > 0) {
      parts.filter((p) => p !== lead).forEach((p) => {
        p.video.currentTime = wanted(p, lead.video.currentTime);
      });
    }
    show();
  };
  const start = () => {
    playing = true;
    play.textContent = '❚❚ pause';
    if (lead.video.ended) {
      seek(0);
    }
    parts.forEach((p) => {
      p.video.playbackRate = speed;
      p.video.play().catch(() => {});
    });
    requestAnimationFrame(tick);
  };
  const tick = () => {
    if (!playing || !lead.video.isConnected) {
      return;
    }
    const t = lead.video.currentTime;
    for (const p of parts) {
      if (p === lead) {
        continue;
      }
      const late = wanted(p, t) - p.video.currentTime;
      if (Math.abs(late) > 0.3) {
        p.video.currentTime = wanted(p, t);
      } else {
        p.video.playbackRate = speed * (1 + Math.max(-0.5, Math.min(0.5, 4 * late)));
      }
      if (p.video.paused && !p.video.ended) {
        p.video.play().catch(() => {});
      }
    }
    if (lead.video.ended) {
      if (looping) {
        seek(0);
        parts.forEach((p) => p.video.play().catch(() => {}));
      } else {
        pause();
        return;
      }
    }
    show();
    requestAnimationFrame(tick);
  };
  stop = () => {
    playing = false;
    parts.forEach((p) => p.video.pause());
  };
  scrub.addEventListener('input', () => to(Number(scrub.value)));
  lead.video.addEventListener('loadeddata', show);
  const timeline = h('div', { className: 'timeline' });
  openings(o, r).then(
    (curve) => {
      if (!curve) {
        fill(timeline, h('p', { className: 'note' }, 'No openings are kept of this video: run evaluate again.'));
        return;
      }
      if (curve.t.length === r.frames) {
        times = curve.t;
      }
      fill(timeline, plot(curve, cursors, (t) => to(times.findIndex((x, i) => x <= t && (times[i + 1] ?? Infinity) > t))));
      show();
    },
    () => {},
  );
  const loop = h('input', { type: 'checkbox', checked: true, onchange: (e) => (looping = e.target.checked) });
  return h(
    'div',
    {
      className: 'player',
      onkeydown: (e) => {
        if (e.target instanceof HTMLSelectElement || (e.target === scrub && e.key.startsWith('Arrow'))) {
          return;
        }
        const act = { ' ': () => play.click(), ArrowLeft: () => to(frame() - 1), ArrowRight: () => to(frame() + 1), Home: () => to(0), End: () => to(r.frames - 1) }[e.key];
        if (act && !(e.key === ' ' && e.target instanceof HTMLButtonElement) && !(e.key === ' ' && e.target instanceof HTMLInputElement)) {
          e.preventDefault();
          act();
        }
      },
    },
    h(
      'div',
      { className: 'controls' },
      play,
      h('button', { type: 'button', onclick: () => to(frame() - 1), 'aria-label': 'one frame back' }, '◂ frame'),
      h('button', { type: 'button', onclick: () => to(frame() + 1), 'aria-label': 'one frame on' }, 'frame ▸'),
      choice('speed', SPEEDS.map((s) => [s, `${s} x`]), '1', (v) => {
        speed = Number(v);
        parts.forEach((p) => (p.video.playbackRate = speed));
      }),
      labelled('loop', loop),
      clock,
    ),
    scrub,
    timeline,
  );
}

/** A render's openings over time, and its driver's. */
async function openings(o, r) {
  if (!o.pages.curves) {
    return null;
  }
  const some = await page('curves', 1 + Math.floor(r.index / o.pages.curves_each));
  return some.find((c) => c.id === r.id) ?? null;
}

const OPENINGS = [
  ['mouth', 'mouth'],
  ['left_eye', 'left eye'],
  ['right_eye', 'right eye'],
];

function plot(curve, cursors, seek) {
  const box = h('div');
  const draw = (what) => {
    cursors.length = 0;
    let at = 0;
    const cursor = {
      id: 'cursor',
      afterDraw(c) {
        const x = c.scales.x.getPixelForValue(at);
        c.ctx.save();
        c.ctx.strokeStyle = colour('ink');
        c.ctx.beginPath();
        c.ctx.moveTo(x, c.chartArea.top);
        c.ctx.lineTo(x, c.chartArea.bottom);
        c.ctx.stroke();
        c.ctx.restore();
      },
    };
    const line = (whose, i) =>
      painted({ label: whose, data: curve[whose][what].map((y, k) => ({ x: curve.t[k], y })), pointRadius: 0, borderWidth: 2, spanGaps: false }, i);
    const it = chart(`Opening of the ${what.replace('_', ' ')}: driver and result`, 170, {
      type: 'line',
      data: { datasets: [line('driver', 0), line('result', 1)] },
      options: {
        parsing: false,
        interaction: { mode: 'index', intersect: false },
        scales: { x: axis('seconds', { type: 'linear', min: 0, max: curve.t.at(-1) }), y: axis('opening, eye distances', { beginAtZero: true }) },
        onClick: (e, _, c) => seek(Math.max(0, c.scales.x.getValueForPixel(e.x))),
      },
      plugins: [cursor],
    });
    cursors.push((t) => {
      at = t;
      it.chart?.draw();
    });
    fill(box, it);
  };
  draw('mouth');
  return [h('div', { className: 'controls' }, choice('openings', OPENINGS, 'mouth', draw)), box];
}

function numbers(o, r) {
  const rows = o.columns.map((c, i) => [c, r.metrics[i]]).filter(([, v]) => v !== null);
  return rows.length
    ? card(
        'Its numbers',
        null,
        h('div', { className: 'wide' }, h('table', { className: 'narrow' }, h('tbody', {}, rows.map(([c, v]) => h('tr', {}, h('th', { scope: 'row' }, explained(c)), h('td', { className: 'n' }, value(c, v))))))),
      )
    : null;
}

/** A frame's Gaussians. */
function head(r) {
  const stage = h('div', { className: 'stage' });
  const note = h('p', { className: 'note', role: 'status' });
  let open = null;
  const show = async (bytes, file) => {
    note.textContent = 'reading';
    try {
      await script('viewer.js');
      open?.close();
      open = await window.reenactViewer.open(stage, bytes, file);
      open.light(dark());
      note.textContent = `${open.count.toLocaleString('en')} Gaussians. Drag to turn, wheel or pinch to come nearer; or use the buttons.`;
      stage.dataset.ready = 'true';
    } catch (e) {
      note.textContent = `The viewer can’t show it: ${e.message}`;
    }
  };
  onTheme(() => open?.light(dark()));
  const mine = h('input', {
    type: 'file',
    accept: '.ply,.spz',
    onchange: async (e) => {
      const file = e.target.files[0];
      if (file) {
        await show(new Uint8Array(await file.arrayBuffer()), file.name);
      }
    },
  });
  const kept = async () => {
    const text = await page('head', r.id);
    await show(
      Uint8Array.from(atob(text), (c) => c.charCodeAt(0)),
      'head.spz',
    );
  };
  const turn = (text, label, dx, dy) => h('button', { type: 'button', 'aria-label': label, onclick: () => open?.turn(dx, dy) }, text);
  const last = stop;
  stop = () => {
    last();
    open?.close();
    open = null;
  };
  return card(
    'In 3D',
    r.head
      ? 'The Gaussians of the frame in the middle of the video.'
      : 'No Gaussians of this video are in the report. With reenact.outputs=spz or ply there is a file a frame, which you can open here.',
    h(
      'div',
      { className: 'controls' },
      r.head && h('button', { type: 'button', className: 'main', id: 'show-head', onclick: kept }, 'show the head'),
      turn('◂', 'turn left', -0.2, 0),
      turn('▸', 'turn right', 0.2, 0),
      turn('▴', 'look from higher', 0, -0.15),
      turn('▾', 'look from lower', 0, 0.15),
      h('button', { type: 'button', onclick: () => open?.reset() }, 'reset'),
      labelled('open a .ply or .spz', mine),
    ),
    note,
    stage,
  );
}
