/**
 * The main job by hand, from a framework over a build with a review to a file on the disk; then every page of the way with
 * an error of the API, and by axe.
 */
import { readFile } from 'node:fs/promises';
import type { Build, Framework } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenPage, seriousFindings, startBrowser, type TestBrowser } from './set-up/browser.ts';
import { makeFramework } from './set-up/fixtures.ts';
import { makeManyRows } from './set-up/many-rows.ts';

const QUERIES = 8;
const MANY = 100_000;
/** Browsers call a task of the main thread long from here on. */
const LONG_FRAME_MS = 50;

let browser: TestBrowser;
let framework: Framework;
let build: Build;
beforeAll(async () => {
  browser = await startBrowser();
  framework = await makeFramework(browser.client, 23);
}, 120_000);
afterAll(() => browser[Symbol.asyncDispose]());

test('a build is asked for by the form, reviewed by keys, and ends in a data set', {
  timeout: 120_000,
}, async () => {
  await using opened = await browser.open(`/builds/new?framework=${framework.id}`);
  const { page, faults } = opened;
  await page.getByLabel('Name').fill('By hand');
  await page.getByLabel('Queries').fill(String(QUERIES));
  await page.getByLabel('Wait for a review after').selectOption('collect');
  await page.getByText('Estimated from').waitFor();
  await page.getByRole('button', { name: 'Start the build' }).click();

  await page.getByRole('heading', { level: 1, name: 'By hand' }).waitFor();
  await page.getByText('waits for a review').waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Review' }).click();
  await page.getByText(`${QUERIES} to decide`).waitFor();
  await page.getByText('Say who you are first.').waitFor();
  await page.getByLabel('You are').fill('Ada L');
  await page.getByRole('heading', { level: 1 }).click();
  const queue = page.getByRole('navigation', { name: 'To look at' });
  const current = queue.locator('[aria-current="true"]');
  await page.keyboard.press('j');
  await page.waitForURL(/item=/);
  const second = await current.textContent();
  await page.keyboard.press('k');
  await expect.poll(() => current.textContent()).not.toBe(second);
  const first = await current.textContent();
  await page.keyboard.press('a');
  await page.getByText(`${QUERIES - 1} to decide`).waitFor();
  const dialog = page.getByRole('dialog', { name: 'Edit the verdict' });
  await page.keyboard.press('u');
  await dialog.getByRole('button', { name: 'Accept', pressed: true }).waitFor();
  await dialog.getByLabel('Note').fill('Looked up.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => current.textContent()).toBe(second);
  // One decision at a time is sent.
  await expect.poll(() => page.getByRole('button', { name: 'Reject' }).isEnabled()).toBe(true);
  await page.keyboard.press('r');
  await queue.getByText('1 rejected').waitFor();
  await page.keyboard.press('k');
  await expect.poll(() => current.textContent()).toBe(second);
  await page.keyboard.press('k');
  await expect.poll(() => current.textContent()).toBe(first);
  await page.keyboard.press('e');
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await dialog.getByLabel('Note').fill('The answer is made up.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await queue.getByText('2 rejected').waitFor();
  const reviewed = await browser.client.builds.review(new URL(page.url()).pathname.split('/')[2] ?? '');
  const decisions = reviewed.items.flatMap((item) => item.decisions);
  expect(decisions.map(({ by }) => by)).toEqual(Array(4).fill('Ada L'));
  expect(decisions.map(({ decision }) => decision)).toEqual(['accept', 'accept', 'reject', 'reject']);
  const resume = page.getByRole('button', { name: 'Go on with the build' });
  await resume.click();
  await resume.waitFor({ state: 'detached' });
  await page.goto(`${browser.baseUrl}/builds/${reviewed.buildId}`);
  const state = page.getByRole('heading', { level: 1 }).locator('..');
  await state.getByText('completed').waitFor({ timeout: 60_000 });
  build = await browser.client.builds.get(reviewed.buildId);
  expect(build.funnel.dropReasons['review']).toBe(2);

  // From a reason to the trajectories, and from there to the run.
  await page.getByRole('button', { name: /^review/ }).click();
  const list = page.getByRole('table', { name: 'Trajectories' });
  await list.getByRole('link').nth(1).waitFor();
  expect(await list.getByRole('link').count()).toBe(2);
  await list.getByRole('link').first().click();
  const found = page.getByRole('complementary', { name: 'What was found' });
  await found.getByText('review').first().waitFor();
  await found.getByRole('link', { name: 'Open the run' }).click();
  await page.getByRole('tree', { name: 'Trace' }).waitFor();
  expect(faults).toEqual([]);
});

test('the data set is searched, read in another dialect, traced back, and downloaded', async () => {
  await using opened = await browser.open(`/builds/${build.id}?tab=spread`);
  const { page, faults } = opened;
  await page
    .getByRole('img', { name: /^Tree of/ })
    .locator('svg path')
    .first()
    .waitFor();
  await page.getByRole('link', { name: 'Data set', exact: true }).click();
  const rows = page.getByRole('table', { name: 'Rows' });
  await page.getByText(`${QUERIES} rows`).waitFor();
  await page.getByRole('button', { name: 'Dropped', exact: true }).click();
  await page.getByText(`${build.funnel.dropped} rows`).waitFor();
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.getByText(`${QUERIES} rows`).waitFor();
  const query = (await rows.getByRole('link').first().textContent()) ?? '';
  const words =
    query
      .match(/[A-Za-z]{5,}/g)
      ?.slice(0, 4)
      .join(' ') ?? '';
  await page.keyboard.press('/');
  await page.keyboard.type(words);
  await page.waitForURL(/q=/);
  await rows.getByText(query, { exact: true }).first().waitFor();
  await rows.getByRole('link', { name: query, exact: true }).first().click();
  await page.getByRole('heading', { level: 2, name: 'Where it came from' }).waitFor();
  await page.getByText(framework.sentence).waitFor();
  await page.getByLabel('Format').first().selectOption('hermes');
  await page.getByText('<tool_call>').first().waitFor();
  const said = '[said by {{ m.role }}]{{ m.content }}{{ m.tool_calls | tojson if m.tool_calls }}';
  const template = { source: `{% for m in messages %}${said}\n{% endfor %}` };
  await browser.client.builds.exportAgain(build.id, {
    formats: [{ exporter: 'chat-template', name: 'house', template }],
  });
  await expect
    .poll(async () => (await browser.client.dataSets.get(build.dataSet?.id ?? '')).version.version, {
      timeout: 30_000,
    })
    .toBe(2);
  await page.reload();
  await page.getByLabel('Format').first().selectOption('house');
  await page.getByText('[said by user]').first().waitFor();
  expect(await page.getByLabel('View').isDisabled()).toBe(true);

  await page.goto(`${browser.baseUrl}/data-sets/${build.dataSet?.id}?tab=card`);
  await page.getByRole('heading', { level: 3, name: 'How it was made' }).waitFor();
  await page.goto(`${browser.baseUrl}/data-sets/${build.dataSet?.id}?tab=composition`);
  await page
    .getByRole('img', { name: /^Bars: Turns/ })
    .locator('svg')
    .waitFor();
  await page.getByRole('tab', { name: 'Files' }).click();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download manifest.json' }).click();
  const file = await (await coming).path();
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ buildId: build.id });
  expect(faults).toEqual([]);
});

test('a build is paused and its budget raised', async () => {
  await using opened = await browser.open(`/builds/new?framework=${framework.id}`);
  const { page } = opened;
  await page.getByLabel('Name').fill('Paused');
  await page.getByLabel('Queries').fill('200');
  await page.getByLabel('Tokens in all').fill('1000');
  await page.getByRole('button', { name: 'Start the build' }).click();
  await page.getByText('paused: the budget is used up').waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Budget' }).click();
  const dialog = page.getByRole('dialog', { name: 'Budget and pace' });
  await dialog.getByLabel('Tokens in all').fill('50000000');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Resume' }).click();
  const state = page.getByRole('heading', { level: 1 }).locator('..');
  await state.getByText('running').waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await state.getByText('paused by hand').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the build' }).click();
  await state.getByText('cancelled').waitFor();
});

test('a tool is tried by the form of its schema', async () => {
  await using opened = await browser.open('/catalogue');
  const { page, faults } = opened;
  await page.getByLabel('Server, tool or domain').fill('calc');
  await page.waitForURL(/q=calc/);
  await page.getByRole('table', { name: 'Catalogue' }).getByRole('link', { name: /calc/i }).first().click();
  await page.getByRole('navigation', { name: 'Tools' }).getByRole('link', { name: /^math/ }).click();
  await page.getByLabel(/^expression/).fill('6 * 7');
  await page.getByRole('button', { name: 'Call the tool' }).click();
  await page.getByRole('region', { name: 'Answer' }).getByText('42').first().waitFor();
  expect(faults).toEqual([]);
});

test(`${MANY} rows of a data set scroll`, { timeout: 120_000 }, async () => {
  const id = await makeManyRows(build.id, MANY);
  await using opened = await browser.open(`/data-sets/${id}`);
  const { page } = opened;
  await page.getByText('100,000 rows').waitFor();
  await page.getByText('What is 0 times seven?').waitFor();
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busyMs = async () => {
    const { metrics } = await devTools.send('Performance.getMetrics');
    return 1_000 * (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0);
  };
  const frames = 60;
  const before = await busyMs();
  const most = await page.evaluate<number>(`(async () => {
    const place = document.querySelector('[data-table]');
    let most = 0;
    for (let frame = 1; frame <= ${frames}; frame += 1) {
      place.scrollTop += 300;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      most = Math.max(most, place.querySelectorAll('*').length);
    }
    return most;
  })()`);
  const frameMs = ((await busyMs()) - before) / frames;
  process.stdout.write(
    `${MANY} rows of a data set: ${frameMs.toFixed(1)} ms a frame, at most ${most} elements\n`,
  );
  expect(frameMs).toBeLessThan(LONG_FRAME_MS);
  expect(most).toBeLessThan(1_500);
  // The bar leads anywhere at once, and only what lies there is asked for.
  await page.evaluate(
    `{ const place = document.querySelector('[data-table]'); place.scrollTop = place.scrollHeight; }`,
  );
  await page.getByText(`What is ${MANY - 1} times seven?`).waitFor();
  await page.getByRole('button', { name: /^loop/ }).click();
  await page.getByText('10,000 rows').waitFor();
});

type Place = [name: string, path: () => string, shown: string | RegExp];

const PLACES: Place[] = [
  ['builds', () => '/builds', 'By hand'],
  ['new build', () => '/builds/new', 'Runs of each query'],
  ['build', () => `/builds/${build.id}`, 'Why trajectories were dropped'],
  ['spread', () => `/builds/${build.id}?tab=spread`, 'Problem types'],
  ['trajectories', () => `/builds/${build.id}?tab=trajectories`, 'What became of it'],
  ['review', () => `/builds/${build.id}/review`, /to decide|All decided/],
  ['data sets', () => '/data-sets', 'By hand'],
  ['rows', () => `/data-sets/${build.dataSet?.id}`, /^\d+ rows$/],
  ['composition', () => `/data-sets/${build.dataSet?.id}?tab=composition`, 'Turns per row'],
  ['card', () => `/data-sets/${build.dataSet?.id}?tab=card`, 'How it was made'],
  ['versions', () => `/data-sets/${build.dataSet?.id}?tab=versions`, 'the build'],
  ['files', () => `/data-sets/${build.dataSet?.id}?tab=files`, 'manifest.json'],
  ['row', () => `/data-sets/${build.dataSet?.id}/rows/${rowOf(build)}`, 'Where it came from'],
  ['catalogue', () => '/catalogue', 'At work'],
  ['server', () => '/catalogue/calc?tool=math', 'Call the tool'],
  ['settings', () => '/settings', 'Session'],
  ['keys', () => '/settings?tab=keys', /New key|does not have this part/],
  ['tenants', () => '/settings?tab=tenants', /New tenant|does not have this part/],
  ['secrets', () => '/settings?tab=secrets', /New secret|does not have this part/],
  ['webhooks', () => '/settings?tab=webhooks', /New webhook|does not have this part/],
  ['audit log', () => '/settings?tab=audit', /Operation|does not have this part/],
];

let anyRun = '';
const rowOf = (_build: Build) => anyRun;

describe('pages of builds, data sets, catalogue and settings', () => {
  let opened: OpenPage;
  beforeAll(async () => {
    const { items } = await browser.client.builds.trajectories(build.id, { verdict: 'keep' });
    anyRun = items[0]?.runId ?? '';
    opened = await browser.open('/nowhere');
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
  });

  test.each(PLACES)('%s: axe finds nothing serious in light and dark', async (_, path, shown) => {
    const { page } = opened;
    await page.goto(browser.baseUrl + path());
    await page.getByText(shown).first().waitFor();
    expect(await seriousFindings(page)).toEqual({ light: [], dark: [] });
  });

  test.each(PLACES.filter(([name]) => name !== 'new build'))(
    '%s: an error of the API is told',
    async (_, path) => {
      const { page } = opened;
      await page.route('**/v1/**', (route) =>
        route.fulfill({
          status: 500,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            type: 'x',
            title: 'x',
            status: 500,
            detail: 'The store is on fire.',
            code: 'internal',
          }),
        }),
      );
      await page.goto(browser.baseUrl + path());
      await page.getByRole('alert').getByText('The store is on fire.').first().waitFor();
      await page.unroute('**/v1/**');
    },
  );

  test.each([
    [404, 'not_found', 'This platform does not have this part'],
    [403, 'forbidden', 'This is not for your key'],
  ] as const)('settings say what a %i means', async (status, code, said) => {
    const { page } = opened;
    await page.route('**/v1/**', (route) =>
      route.fulfill({
        status,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'x', title: 'x', status, detail: 'No.', code }),
      }),
    );
    for (const tab of ['general', 'keys', 'tenants', 'secrets', 'webhooks', 'audit']) {
      await page.goto(`${browser.baseUrl}/settings?tab=${tab}`);
      await page.getByText(said).first().waitFor();
    }
    await page.unroute('**/v1/**');
  });
});
