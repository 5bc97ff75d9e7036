// Elements and numbers. Text from data is only ever set as text, never as HTML.

/** An element: attributes, on* listeners, and children (strings become text). */
export function h(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) {
    if (v === undefined || v === null || v === false) {
      continue;
    }
    if (k.startsWith('on')) {
      e.addEventListener(k.slice(2), v);
    } else if (k === 'className' || k === 'value' || k === 'checked' || k === 'selected' || k === 'muted') {
      e[k] = v;
    } else {
      e.setAttribute(k, v === true ? '' : v);
    }
  }
  e.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return e;
}

/** Replaces what is in an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

export const MISSING = '–';

export function number(value, digits) {
  return value === null || value === undefined || !Number.isFinite(value) ? MISSING : value.toFixed(digits);
}

/** With its sign, in front of which a real minus stands. */
export function signed(value, digits) {
  if (!Number.isFinite(value)) {
    return MISSING;
  }
  const shown = Math.abs(value).toFixed(digits);
  return Number(shown) === 0 ? '±0' : (value < 0 ? '−' : '+') + shown;
}

/** Seconds as people say them. */
export function duration(s) {
  if (!Number.isFinite(s)) {
    return MISSING;
  }
  if (s < 60) {
    return `${s.toFixed(1)} s`;
  }
  const m = Math.floor(s / 60);
  return m < 60
    ? `${m}:${String(Math.round(s % 60)).padStart(2, '0')} min`
    : `${Math.floor(m / 60)}:${String(m % 60).padStart(2, '0')} h`;
}

export function bytes(n) {
  if (!Number.isFinite(n)) {
    return MISSING;
  }
  return n < 1e9 ? `${Math.round(n / 1e6)} MB` : `${(n / 1e9).toFixed(1)} GB`;
}

export function plural(n, one, many = `${one}s`) {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

export function card(title, note, ...children) {
  return h('section', { className: 'card' }, title && h('h2', {}, title), note && h('p', { className: 'note' }, note), ...children);
}

let ids = 0;

/** A control with its label. */
export function labelled(text, control) {
  control.id ||= `control-${++ids}`;
  return h('div', { className: 'field' }, h('label', { for: control.id }, text), control);
}

/** A choice; options are [value, text]. */
export function choice(text, options, value, change) {
  const select = h('select', { onchange: () => change(select.value) }, options.map(([v, t]) => h('option', { value: v }, t)));
  select.value = value;
  return labelled(text, select);
}

/** Waits for a pause in typing. */
export function calmly(f, ms = 150) {
  let timer;
  return (...all) => {
    clearTimeout(timer);
    timer = setTimeout(() => f(...all), ms);
  };
}
