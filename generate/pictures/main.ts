// Pictures of the comments that docs/pull-requests.md shows, from the golden files of the tests. Needs
// Debian's chromium, fonts-dejavu-core and pngquant.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { commentPage } from './comment-page.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const golden = join(root, 'test/scenarios/pull-requests/golden');
const pictures = join(root, 'docs/pictures/comments');
const width = 860;
/** What is longer is cut: the rest is more of the same. */
const tallest = 1_000;

/** Any Chromium will do; `CHROMIUM` names another one than Debian's. */
const chromium = process.env.CHROMIUM ?? 'chromium';
const headless = [
  '--headless',
  '--no-sandbox',
  '--hide-scrollbars',
  '--disable-gpu',
  '--disable-lcd-text',
];

const folder = await mkdtemp(join(tmpdir(), 'tidewatch-pictures-'));
for (const file of await readdir(golden)) {
  const name = basename(file, '.md');
  const page = join(folder, `${name}.html`);
  await writeFile(page, commentPage(await readFile(join(golden, file), 'utf8')));
  const height = Math.min(await heightOf(page), tallest);
  const picture = join(pictures, `${name}.png`);
  await browse(page, `--screenshot=${picture}`, `--window-size=${width},${height}`);
  // Letters need few colours.
  await run('pngquant', ['--force', '--ext', '.png', '24', picture]);
  process.stdout.write(`${picture}\n`);
}
await rm(folder, { recursive: true });

/** The page measures itself. */
async function heightOf(page: string): Promise<number> {
  const { stdout } = await browse(page, '--dump-dom', `--window-size=${width},100`);
  return Number(/data-height="(\d+)"/.exec(stdout)?.[1] ?? tallest);
}

function browse(page: string, ...flags: readonly string[]) {
  const profile = `--user-data-dir=${join(folder, 'profile')}`;
  return run(chromium, [...headless, profile, ...flags, `file://${page}`], {
    maxBuffer: 64 * 1024 * 1024,
  });
}
