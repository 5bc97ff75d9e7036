// What the report shows, from the scripts under data/. Pages opened from disk can't fetch files, but they can load
// scripts: each calls reenact.put with one page of one kind.

const pages = new Map();
const loading = new Map();

window.reenact = {
  put(kind, page, value) {
    pages.set(`${kind}-${page}`, value);
  },
};

export function script(src) {
  if (!loading.has(src)) {
    loading.set(
      src,
      new Promise((done, failed) => {
        const s = document.createElement('script');
        s.src = src;
        s.onload = () => done();
        s.onerror = () => {
          loading.delete(src);
          failed(new Error(`${src} is missing beside the report`));
        };
        document.head.append(s);
      }),
    );
  }
  return loading.get(src);
}

/** One page of one kind; it is kept if it is asked for again soon. */
export async function page(kind, n) {
  const key = `${kind}-${n}`;
  await script(`data/${key}.js`);
  const value = pages.get(key);
  if (value === undefined) {
    throw new Error(`data/${key}.js holds something else`);
  }
  return value;
}

/** All pages of one kind, one after another. */
export async function all(kind, count, each = () => {}) {
  const items = [];
  for (let n = 1; n <= count; n++) {
    items.push(...(await page(kind, n)));
    pages.delete(`${kind}-${n}`);
    loading.delete(`data/${kind}-${n}.js`);
    each(items.length);
  }
  return items;
}
