// Light, dark, or as the system says.

const KEY = 'reenact-theme';
const WORDS = ['system', 'light', 'dark'];
const listeners = [];
const system = matchMedia('(prefers-color-scheme: dark)');

function stored() {
  try {
    return WORDS.includes(localStorage.getItem(KEY)) ? localStorage.getItem(KEY) : 'system';
  } catch {
    return 'system'; // Some browsers keep nothing for pages from disk.
  }
}

let chosen = stored();

export function dark() {
  return chosen === 'dark' || (chosen === 'system' && system.matches);
}

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Hears about every change, and once now. */
export function onTheme(listener) {
  listeners.push(listener);
  listener();
}

function apply(button) {
  document.documentElement.dataset.theme = dark() ? 'dark' : 'light';
  button.textContent = { system: '◐ system', light: '☀ light', dark: '☾ dark' }[chosen];
  button.setAttribute('aria-label', `Colours: ${chosen}; press to change`);
  listeners.forEach((l) => l());
}

export function startTheme(button) {
  button.addEventListener('click', () => {
    chosen = WORDS[(WORDS.indexOf(chosen) + 1) % WORDS.length];
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // As above: then it lasts as long as the page.
    }
    apply(button);
  });
  system.addEventListener('change', () => apply(button));
  apply(button);
}
