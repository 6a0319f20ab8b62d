// Builds dist/ from src/, the design tokens and Lucide's icons. dist/ is committed, so a clone builds with cargo alone.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const dist = join(here, 'dist');
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

for (const name of readdirSync(join(here, 'src'))) cpSync(join(here, 'src', name), join(dist, name));

cpSync(join(modules, '@digital-go-jp/design-tokens/dist/tokens.css'), join(dist, 'tokens.css'));

const names = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').filter(Boolean);
const symbols = names.map((name) => {
  const drawing = readFileSync(join(modules, 'lucide-static/icons', `${name}.svg`), 'utf8');
  const shapes = drawing.replace(/^[^]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '').replace(/\s*\n\s*/g, '');
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
});
writeFileSync(join(dist, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`);
console.log(`${readdirSync(dist).length} files, ${names.length} icons`);
