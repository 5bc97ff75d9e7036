// Makes the static files of the report: node build.mjs FOLDER
// What package-lock.json pins is fetched first if node_modules lacks it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
  console.error('usage: node build.mjs FOLDER');
  process.exit(2);
}

const locked = JSON.parse(fs.readFileSync(path.join(here, 'package-lock.json'), 'utf8')).packages;
const modules = path.join(here, 'node_modules');

/** Whether what is installed is what is locked; packages for other systems are not installed. */
function installed() {
  let found;
  try {
    found = JSON.parse(fs.readFileSync(path.join(modules, '.package-lock.json'), 'utf8')).packages;
  } catch {
    return false;
  }
  return Object.entries(locked).every(
    ([name, p]) => name === '' || (p.optional && !found[name]) || found[name]?.integrity === p.integrity,
  );
}

if (!installed()) {
  const ci = spawnSync('npm', ['ci', '--ignore-scripts', '--no-progress', '--no-audit', '--no-fund'], {
    cwd: here,
    stdio: 'inherit',
  });
  if (ci.status !== 0) {
    console.error('npm could not fetch what spark-job/web/package-lock.json pins; see the lines above');
    process.exit(1);
  }
}

const esbuild = createRequire(import.meta.url)('esbuild');
fs.mkdirSync(out, { recursive: true });
await esbuild.build({
  entryPoints: ['app.js', 'viewer.js', 'app.css'].map((f) => path.join(here, 'src', f)),
  outdir: out,
  bundle: true,
  minify: true,
  // Pages opened from disk load neither modules nor workers from files.
  format: 'iife',
  target: ['es2022'],
  legalComments: 'none',
  // A page that opens in the Latin-1 of some viewer still reads right.
  charset: 'ascii',
  logLevel: 'warning',
});
fs.copyFileSync(path.join(here, 'src', 'index.html'), path.join(out, 'index.html'));
fs.writeFileSync(path.join(out, 'licenses.txt'), licenses());

/** The licences of what is bundled. */
function licenses() {
  let text = 'The report holds these libraries.\n';
  for (const [name, p] of Object.entries(locked)) {
    if (name === '' || p.dev) {
      continue;
    }
    const folder = path.join(here, name);
    const file = fs.readdirSync(folder).find((f) => /^licen[cs]e(\.|$)/i.test(f));
    text += `\n==== ${name.replace('node_modules/', '')} ${p.version} (${p.license})\n\n`;
    text += file ? fs.readFileSync(path.join(folder, file), 'utf8') : '(its package has no licence file)\n';
  }
  return text;
}
