/**
 * Makes the pictures below `docs/images` again: starts a platform of its own with the offline model, makes what the pages
 * show, and takes each picture of `screenshots/pictures.ts`. Arguments name pictures; without any, all are taken.
 */
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDashboard, REPOSITORY, startStack } from '@nex/cli/stack';
import { createClient } from '@nex/client';
import { ensureChromium } from '@nex/testkit';
import { chromium } from 'playwright-core';
import { makeContent } from './screenshots/content.ts';
import { PICTURES } from './screenshots/pictures.ts';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
const WAIT_MS = 240_000;
const IMAGES = join(REPOSITORY, 'docs/images');

const print = (line: string) => process.stdout.write(`${line}\n`);
const asked = new Set(process.argv.slice(2));
const home = await mkdtemp(join(tmpdir(), 'nex-screenshots-'));
await using cleaning = new AsyncDisposableStack();
cleaning.defer(() => rm(home, { recursive: true, force: true }));
const executablePath = await ensureChromium(print);
await buildDashboard({ onNote: print });
const stack = cleaning.use(await startStack({ home, onNote: print }));
const client = createClient({ baseUrl: stack.urls.gateway });
const content = await makeContent(client, print);
const browser = await chromium.launch({ executablePath, args: FLAGS });
cleaning.defer(() => browser.close());
await mkdir(IMAGES, { recursive: true });
for (const { name, path, shown, theme = 'light', prepare } of PICTURES) {
  if (asked.size > 0 && !asked.has(name)) continue;
  const context = await browser.newContext({
    viewport: { width: 1360, height: 820 },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  await page.goto(stack.urls.gateway + path(content), { waitUntil: 'commit' });
  await page.getByText(shown).first().waitFor();
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
  await prepare?.(page);
  await page.waitForLoadState('networkidle').catch(() => {});
  const file = join(IMAGES, `${name}.png`);
  await page.screenshot({ path: file });
  await context.close();
  print(`docs/images/${name}.png ${Math.round((await stat(file)).size / 1000)} kB`);
}
