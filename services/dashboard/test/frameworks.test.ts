/** From a sentence to a framework, by hand, as somebody does who has not done it before. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser, type TestBrowser } from './set-up/browser.ts';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

test('a sentence becomes a framework whose graph, evidence and cases can be read', async () => {
  await using opened = await browser.open('/frameworks');
  const { page, faults } = opened;
  await page.getByRole('link', { name: 'New framework' }).first().click();
  await page
    .getByLabel('What should the agents be able to do?')
    .fill('A back office for a bakery that works out prices and dates, keeps a task list and writes notes.');
  await page.getByLabel('Most agents').fill('4');
  await page.getByRole('button', { name: 'Make the framework' }).click();

  // The steps come one by one.
  await page.getByRole('listitem').filter({ hasText: 'interpret' }).waitFor();
  await page
    .getByRole('listitem')
    .filter({ hasText: /write-agents.*done/ })
    .waitFor();
  const state = page.getByRole('heading', { level: 1 }).locator('..');
  await state.getByText('ready').waitFor({ timeout: 100_000 });
  await page.getByRole('button', { name: /write-agents/ }).click();
  await page
    .getByText(/^Output$/)
    .first()
    .waitFor();

  await page.getByRole('tab', { name: 'Graph' }).click();
  const graph = page.getByRole('group', { name: 'Graph of agents, tools and servers' });
  const agents = graph.locator('.react-flow__node-agent');
  await agents.nth(1).waitFor();
  expect(await graph.locator('.react-flow__node-server').count()).toBeGreaterThan(0);
  const name = (await agents.nth(1).locator('.font-semibold').textContent()) ?? '';
  await agents.nth(1).click();
  const panel = page.getByRole('complementary', { name: 'What is chosen in the graph' });
  await panel.getByRole('heading', { level: 2, name }).waitFor();
  await panel.getByRole('region', { name: 'Prompt' }).getByText(name).first().waitFor();
  expect(new URL(page.url()).searchParams.get('node')).toBe(name);

  await page.getByRole('tab', { name: 'Evidence' }).click();
  await page.getByText('0.4 agents + 0.6 whole').waitFor();
  await page.getByRole('link', { name: 'Run', exact: true }).first().click();
  await page.getByRole('tree', { name: 'Trace' }).getByRole('treeitem').first().waitFor();
  expect(faults).toEqual([]);
});
