// Metrics as the catalogue explains them, and the groups of renders that can be compared.
import { h, number } from './dom.js';

/** Metrics that papers print, shown before all others. */
let usual = new Set();

export function startMetrics(overview) {
  usual = new Set(overview.usual);
}

export const ARROWS = { HIGHER: '↑', LOWER: '↓', NEAR_ONE: '→1', NEAR_ZERO: '→0', NEITHER: '' };
export const WAYS = {
  HIGHER: 'higher is better',
  LOWER: 'lower is better',
  NEAR_ONE: 'best near 1',
  NEAR_ZERO: 'best near 0',
  NEITHER: 'neither more nor less is better',
};

export function headline(column) {
  return usual.has(column.metric) && (column.region === 'face' || !column.regions.includes('face'));
}

/** How good a value is: higher is better; null where that makes no sense. */
export function goodness(column, value) {
  switch (column.better) {
    case 'HIGHER':
      return value;
    case 'LOWER':
      return -value;
    case 'NEAR_ONE':
      return -Math.abs(value - 1);
    case 'NEAR_ZERO':
      return -Math.abs(value);
    default:
      return null;
  }
}

/** What a metric is, to be unfolded where it stands. */
export function explained(column) {
  const facts = [
    column.formula && `${column.formula[0].toUpperCase()}${column.formula.slice(1)}.`,
    `${WAYS[column.better][0].toUpperCase()}${WAYS[column.better].slice(1)}.`,
    column.against && `Compared with: ${column.against}.`,
    column.network && `Judged by: ${column.network}.`,
    column.source && `From: ${column.source}.`,
  ].filter(Boolean);
  return h(
    'details',
    { className: 'explained' },
    h('summary', {}, `${column.label} `, h('span', { className: 'arrow', title: WAYS[column.better] }, ARROWS[column.better])),
    h('p', {}, facts.join(' ')),
  );
}

export function value(column, v) {
  return number(v, column.digits);
}

/** A group's name. */
export function groupName(group) {
  return group.look ? `${group.kind}: ${group.look}` : group.kind;
}
