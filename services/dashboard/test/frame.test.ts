/** The frame around the pages: navigation, keys, theme, sign-in, addresses that lead nowhere; and webhooks, which need no run. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindings, startBrowser, type TestBrowser } from './set-up/browser.ts';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

test('every page is reached by the navigation and by its keys, without a fault', async () => {
  await using opened = await browser.open('/');
  const { page, faults } = opened;
  const heading = page.getByRole('heading', { level: 1 });
  await heading.waitFor();
  for (const [key, name, path] of [
    ['f', 'Frameworks', '/frameworks'],
    ['r', 'Runs', '/runs'],
    ['b', 'Builds', '/builds'],
    ['d', 'Data sets', '/data-sets'],
    ['c', 'Catalogue', '/catalogue'],
    ['s', 'Settings', '/settings'],
    ['h', 'Home', '/'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await heading.filter({ hasText: name }).waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
    await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
    await heading.filter({ hasText: name }).waitFor();
  }
  expect(faults).toEqual([]);
});

test('? lists the keys and Escape closes the list', async () => {
  await using opened = await browser.open('/');
  const { page } = opened;
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('the theme is that of the system until one is chosen, and the choice stays', async () => {
  await using opened = await browser.open('/settings', { colorScheme: 'dark' });
  const { page } = opened;
  const theme = () => page.locator('html').getAttribute('data-theme');
  await expect.poll(theme).toBe('dark');
  await page.getByRole('button', { name: 'Theme: as the system says' }).click();
  await page.getByRole('button', { name: 'Theme: light' }).waitFor();
  expect(await theme()).toBe('light');
  await page.reload();
  await page.getByRole('button', { name: 'Theme: light' }).waitFor();
  expect(await theme()).toBe('light');
});

test('an answer without a valid key brings up the sign-in, and the key goes along from then on', async () => {
  await using opened = await browser.open('/nowhere');
  const { page } = opened;
  await page.getByText('The address is wrong').waitFor();
  const sent: (string | undefined)[] = [];
  await page.route('**/v1/**', async (route) => {
    const key = route.request().headers()['authorization'];
    sent.push(key);
    if (key === 'Bearer right') return route.continue({ headers: { accept: 'application/json' } });
    const body = { type: 'x', title: 'x', status: 401, detail: 'No key.', code: 'unauthenticated' };
    return route.fulfill({
      status: 401,
      contentType: 'application/problem+json',
      body: JSON.stringify(body),
    });
  });
  await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
  const field = page.getByLabel('API key');
  await field.fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('does not accept this key').waitFor();
  await field.fill('right');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
  await page.getByRole('table', { name: 'Runs' }).or(page.getByText('No runs')).waitFor();
  expect(sent.at(-1)).toBe('Bearer right');
  expect(await page.evaluate<Record<string, string>>('({ ...sessionStorage })')).toMatchObject({
    'nex.api-key': 'right',
  });
});

test('a webhook is made by hand, its secret shown once, and a test event sent', async () => {
  await using opened = await browser.open('/settings?tab=webhooks');
  const { page } = opened;
  await page.getByRole('button', { name: 'New webhook' }).first().click();
  await page.getByLabel('Address').fill('https://receiver.invalid/hook');
  await page.getByLabel('frameworks', { exact: true }).check();
  expect(await seriousFindings(page)).toEqual({ light: [], dark: [] });
  await page.getByRole('button', { name: 'Make the webhook' }).click();
  await page.getByText(/^whsec_/).waitFor();
  await page.getByRole('button', { name: 'I have it' }).click();
  await page.getByText('run.ended, build.ended, framework.ended').waitFor();
  await page.getByRole('button', { name: 'Deliveries to https://receiver.invalid/hook' }).click();
  await page.getByRole('button', { name: 'Send a test event' }).click();
  await page.getByText('webhook.test').waitFor();
  await page.getByText('receiver.invalid cannot be found.').waitFor();
  expect(await seriousFindings(page)).toEqual({ light: [], dark: [] });
  const { items } = await browser.client.webhooks.list();
  await Promise.all(items.map(({ id }) => browser.client.webhooks.remove(id)));
});
