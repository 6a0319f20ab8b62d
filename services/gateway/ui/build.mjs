// Builds dist/ from src/, htmx, the design tokens and Lucide's icons. dist/ is committed, so a clone builds with cargo alone;
// the sums it carries let a test see that dist/ is what these sources make.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const dist = join(here, 'dist');
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

for (const name of readdirSync(join(here, 'src'))) cpSync(join(here, 'src', name), join(dist, name));

const htmx = join(modules, 'htmx.org');
const { version } = JSON.parse(readFileSync(join(htmx, 'package.json'), 'utf8'));
const minified = readFileSync(join(htmx, 'dist/htmx.esm.min.js'), 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n');
writeFileSync(join(dist, 'htmx.js'), `/*! htmx ${version}, 0BSD, https://four.htmx.org */\n${minified}`);

cpSync(join(modules, '@digital-go-jp/design-tokens/dist/tokens.css'), join(dist, 'tokens.css'));

const names = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').filter(Boolean);
const symbols = names.map((name) => {
  const drawing = readFileSync(join(modules, 'lucide-static/icons', `${name}.svg`), 'utf8');
  const shapes = drawing.replace(/^[^]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '').replace(/\s*\n\s*/g, '');
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
});
writeFileSync(join(dist, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`);

const within = (folder) => readdirSync(join(here, folder)).sort().map((name) => `${folder}/${name}`);
const inputs = ['build.mjs', 'icons.txt', 'package-lock.json', 'package.json', ...within('src')];
const sum = (path) => createHash('sha256').update(readFileSync(join(here, path))).digest('hex');
const sums = [...inputs, ...within('dist')].map((path) => `${sum(path)}  ${path}\n`).join('');
writeFileSync(join(dist, 'SHA256SUMS'), sums);
console.log(`${readdirSync(dist).length} files, ${names.length} icons, htmx ${version}`);
