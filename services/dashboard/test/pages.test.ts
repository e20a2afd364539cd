/** What holds of every page: it says what went wrong and goes on from there; axe finds nothing serious in either theme. */
import type { Framework, Run } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenPage, seriousFindings, startBrowser, type TestBrowser } from './set-up/browser.ts';
import { makeFramework, startAskingRun } from './set-up/fixtures.ts';

let browser: TestBrowser;
let framework: Framework;
let run: Run;
beforeAll(async () => {
  browser = await startBrowser();
  [framework, run] = await Promise.all([
    makeFramework(browser.client, 11),
    startAskingRun(browser.client, 'pages.md'),
  ]);
});
afterAll(() => browser[Symbol.asyncDispose]());

type Place = [name: string, path: () => string, shown: () => string | RegExp];

describe('an error of the API', () => {
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await browser.open('/settings');
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test.each<Place>([
    ['home', () => '/', () => 'Completed'],
    ['frameworks', () => '/frameworks', () => framework.title ?? ''],
    ['batches', () => '/frameworks/batches', () => 'No batches yet'],
    ['framework', () => `/frameworks/${framework.id}?tab=making`, () => 'write-agents'],
    ['runs', () => '/runs', () => /pages\.md/],
    ['run', () => `/runs/${run.id}`, () => 'Entry agent'],
    ['comparison', () => `/runs/compare?left=${run.id}&right=${run.id}`, () => /alike/],
  ])('is told on the page %s, and trying again shows what it is for', async (_, path, shown) => {
    const { page } = opened;
    const problem = { type: 'x', title: 'x', status: 500, detail: 'The store is on fire.', code: 'internal' };
    await page.route('**/v1/**', (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        body: JSON.stringify(problem),
      }),
    );
    await page.goto(browser.baseUrl + path());
    await page.getByRole('alert').getByText('The store is on fire.').first().waitFor();
    await page.unroute('**/v1/**');
    const again = page.getByRole('button', { name: 'Try again' });
    // Some views ask again by themselves, and the others once each of their buttons is pressed.
    while ((await again.count()) > 0)
      await again
        .first()
        .click({ timeout: 2_000 })
        .catch(() => {});
    await page.getByText(shown()).first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

test('home tells the tokens of everything that asks a model, and what they are made of', async () => {
  await using opened = await browser.open('/runs');
  const { page } = opened;
  await page.route('**/v1/activity/builds?*', (route) => route.fulfill({ status: 500 }));
  await page.goto(browser.baseUrl);
  const figure = page.getByText('Tokens', { exact: true }).first().locator('..');
  await figure.getByText('of runs, in 24 hours').waitFor();
  await page.unroute('**/v1/activity/builds?*');
  await page.reload();
  await figure.getByText('in 24 hours', { exact: true }).waitFor();
  await figure.getByRole('button').hover();
  const parts = page.getByRole('tooltip').getByRole('row');
  await parts.filter({ hasText: 'Judges of builds' }).first().waitFor();
  // One was made before.
  expect(await parts.filter({ hasText: 'Making frameworks' }).first().textContent()).toMatch(
    /^Making frameworks(?!0)\d/,
  );
});

describe('axe finds nothing serious', () => {
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await browser.open('/settings');
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test.each<Place>([
    ['home', () => '/', () => 'Completed'],
    ['frameworks', () => '/frameworks', () => 'Score'],
    ['new framework', () => '/frameworks/new', () => 'Most agents'],
    ['graph', () => `/frameworks/${framework.id}`, () => 'Meta-skills'],
    ['making', () => `/frameworks/${framework.id}?tab=making`, () => 'write-agents'],
    ['evidence', () => `/frameworks/${framework.id}?tab=evidence`, () => 'Tokens per case'],
    ['versions', () => `/frameworks/${framework.id}?tab=versions`, () => /compare with/i],
    ['runs', () => '/runs', () => 'Ended by'],
    ['run that asks', () => `/runs/${run.id}`, () => 'Allow always'],
    ['conversation', () => `/runs/${run.id}?view=conversation`, () => 'Order by noon'],
    ['comparison', () => `/runs/compare?left=${run.id}&right=${run.id}`, () => /alike/],
  ])('on the page %s, in light and in dark', async (_, path, shown) => {
    const { page } = opened;
    await page.goto(browser.baseUrl + path());
    await page.getByText(shown()).first().waitFor();
    expect(await seriousFindings(page)).toEqual({ light: [], dark: [] });
  });

  test('what is planted is found, in light and in dark', async () => {
    const { page } = opened;
    await page.setContent(`<html lang="en"><title>Planted</title><body><main><h1>Planted</h1><img src="x.png">
      <p style="color: #777; background: #888">Grey on grey</p></main>
      <script>const root = document.documentElement, dark = matchMedia('(prefers-color-scheme: dark)');
        const set = () => (root.dataset.theme = dark.matches ? 'dark' : 'light');
        dark.onchange = set; set();</script>`);
    expect(await seriousFindings(page)).toEqual({
      light: [expect.stringMatching(/^color-contrast: p/), 'image-alt: img'],
      dark: [expect.stringMatching(/^color-contrast: p/)],
    });
  });
});
