/** Runs in the browser: one watched while it asks and goes on, one that is stopped, a finished one replayed and compared. */
import { isTerminal } from '@nex/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser, type TestBrowser } from './set-up/browser.ts';
import { startAskingRun } from './set-up/fixtures.ts';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

test('a run is watched live: it asks, is answered, takes a message, and ends, without a reload', async () => {
  const run = await startAskingRun(browser.client, 'stock.md');
  await using opened = await browser.open(`/runs/${run.id}`);
  const { page, faults } = opened;
  const trace = page.getByRole('tree', { name: 'Trace' });
  await trace.getByRole('treeitem', { name: /write_file.*waits for a person/ }).waitFor();
  const questions = page.getByRole('region', { name: 'Questions for a person' });
  await questions.getByText('stock.md').first().waitFor();

  await page.getByLabel('Say something to the agent').fill('Thank you in advance.');
  await page.getByRole('button', { name: 'Send' }).click();
  await questions.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.getByRole('heading', { level: 1 }).locator('..').getByText('completed').waitFor();
  await questions.waitFor({ state: 'detached' });

  await trace.getByRole('treeitem', { name: /write_file/ }).click();
  const detail = page.getByRole('complementary', { name: 'Detail' });
  await detail.getByRole('region', { name: 'Arguments' }).getByText('Order by noon').waitFor();
  await trace.getByRole('treeitem', { name: /#1/ }).click();
  await detail.getByRole('button', { name: 'Show request and response' }).click();
  await detail.getByRole('region', { name: 'Request' }).getByText('You keep the files of a shop').waitFor();

  await page.getByRole('button', { name: 'Conversation' }).click();
  const conversation = page.getByRole('log');
  await conversation.getByText('Thank you in advance.').waitFor();
  const call = conversation.getByText('write_file', { exact: true });
  await call.click();
  await conversation.getByRole('region', { name: 'Result' }).waitFor();
  expect(faults).toEqual([]);
});

test('a run at work is stopped', async () => {
  const run = await startAskingRun(browser.client, 'stopped.md');
  await using opened = await browser.open(`/runs/${run.id}`);
  const { page } = opened;
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('heading', { level: 1 }).locator('..').getByText('cancelled').waitFor();
  expect(isTerminal((await browser.client.runs.get(run.id)).state)).toBe(true);
});

test('a finished run is found in the list, replayed, and compared with another', async () => {
  const [first, second] = (await browser.client.runs.list({ limit: 2 })).items;
  await using opened = await browser.open('/runs?state=completed');
  const { page, faults } = opened;
  await page
    .getByRole('table', { name: 'Runs' })
    .getByRole('link', { name: /stock\.md/ })
    .click();
  await page.getByRole('button', { name: 'Replay' }).click();
  const dialog = page.getByRole('dialog', { name: 'Replay' });
  await dialog.getByText('identical').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Compare' }).click();
  await page.getByLabel('Left').waitFor();
  await page.goto(`${browser.baseUrl}/runs/compare?left=${first?.id}&right=${second?.id}`);
  await page.getByText(/^Steps: [1-9]\d* of \d+ alike$/).waitFor();
  await page.getByRole('row', { name: /^State cancelled completed differs$/ }).waitFor();
  expect(faults).toEqual([]);
});
