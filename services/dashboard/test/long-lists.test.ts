/**
 * A run of 2,000 steps and a list of 100,000 rows: what is in the document stays small, and frames keep coming while they
 * scroll. The answers of the API are made here, since nobody waits for so many runs; the page that shows them is real.
 */
import type { Run, RunEvent } from '@nex/core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser, type TestBrowser } from './set-up/browser.ts';
import { startAskingRun } from './set-up/fixtures.ts';

const STEPS = 2_000;
const ROWS = 100_000;
/**
 * Time of the page's main thread for one frame. A quiet machine needs a third of the 16 ms that a frame has; the bound is for
 * one on which every test has a neighbour.
 */
const MOST_FRAME_MS = 50;
const FRAMES = 60;
/** A fast fling: 18,000 px a second. */
const STEP_PX = 300;

let browser: TestBrowser;
let sample: Run;
beforeAll(async () => {
  browser = await startBrowser();
  const run = await startAskingRun(browser.client, 'long.md');
  sample = await browser.client.runs.cancel(run.id);
});
afterAll(() => browser[Symbol.asyncDispose]());

/** Scrolls down by a fling, then jumps to the end; the most elements at once, and whether the end was reached. */
const SCROLL = `async (selector) => {
  const place = document.querySelector(selector);
  let most = 0;
  for (let frame = 1; frame <= ${FRAMES}; frame += 1) {
    place.scrollTop = ${STEP_PX} * frame;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    most = Math.max(most, place.querySelectorAll('*').length);
  }
  for (let frame = 0; frame < 3; frame += 1) {
    place.scrollTop = place.scrollHeight;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return { most, atEnd: place.scrollTop + place.clientHeight >= place.scrollHeight - 2 };
}`;

interface Scrolled {
  /** Time that the main thread was at work, not what others on the machine took. */
  frameMs: number;
  most: number;
  atEnd: boolean;
}

async function scroll(page: Page, selector: string, name: string): Promise<Scrolled> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busyMs = async () => {
    const { metrics } = await devTools.send('Performance.getMetrics');
    return 1_000 * (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0);
  };
  const before = await busyMs();
  const scrolled = await page.evaluate<Omit<Scrolled, 'frameMs'>>(`(${SCROLL})(${JSON.stringify(selector)})`);
  const frameMs = ((await busyMs()) - before) / FRAMES;
  process.stdout.write(`${name}: ${frameMs.toFixed(1)} ms a frame, at most ${scrolled.most} elements\n`);
  return { ...scrolled, frameMs };
}

test(`the trace and the conversation of a run of ${STEPS} steps scroll`, async () => {
  await using opened = await browser.open('/settings');
  const { page } = opened;
  await page.route(`**/v1/runs/${sample.id}/events`, (route) =>
    route.fulfill({ status: 200, contentType: 'text/event-stream', body: longRun(sample.id) }),
  );
  await page.goto(`${browser.baseUrl}/runs/${sample.id}`);
  await page.getByText(`${(2 * STEPS + 1).toLocaleString('en')} lines`).waitFor();
  const trace = await scroll(page, '[data-trace]', `Trace of ${STEPS} steps`);
  expect(trace.most).toBeLessThan(1_500);
  expect(trace.atEnd).toBe(true);
  expect(trace.frameMs).toBeLessThan(MOST_FRAME_MS);
  await page.getByRole('button', { name: 'Conversation' }).click();
  await page.getByRole('log').waitFor();
  const conversation = await scroll(page, '[data-conversation]', `Conversation of ${STEPS} steps`);
  expect(conversation.most).toBeLessThan(1_500);
  expect(conversation.frameMs).toBeLessThan(MOST_FRAME_MS);
});

test(`a list of ${ROWS} rows scrolls`, async () => {
  await using opened = await browser.open('/settings');
  const { page } = opened;
  // Made in the page: so much would take long on its way there.
  await page.addInitScript(`{
    const send = window.fetch;
    const items = (from, to) =>
      Array.from({ length: to - from }, (_, n) => ({ ...${JSON.stringify(sample)}, id: 'run_' + (from + n) }));
    window.fetch = (url, options) => {
      const { pathname, searchParams } = new URL(url);
      if (pathname !== '/v1/runs') return send(url, options);
      const page = searchParams.has('cursor')
        ? { items: items(100, ${ROWS}), nextCursor: null }
        : { items: items(0, 100), nextCursor: 'the rest' };
      return Promise.resolve(new Response(JSON.stringify(page)));
    };
  }`);
  await page.goto(`${browser.baseUrl}/runs`);
  const table = page.getByRole('table', { name: 'Runs' });
  await table.waitFor();
  await page.evaluate(`document.querySelector('[data-table]').scrollTop = 3000`);
  await page.locator(`[data-table][aria-rowcount="${ROWS + 1}"]`).waitFor({ timeout: 60_000 });
  const list = await scroll(page, '[data-table]', `List of ${ROWS} rows`);
  expect(list.most).toBeLessThan(1_500);
  expect(list.atEnd).toBe(true);
  expect(list.frameMs).toBeLessThan(MOST_FRAME_MS);
});

/** As server-sent events: each step an answer with a tool call and its result. */
function longRun(runId: string): string {
  const events: RunEvent[] = [];
  const add = (type: RunEvent['type'], data: RunEvent['data']) =>
    events.push({ type, runId, timestamp: 1_800_000_000_000 + events.length * 7, data });
  add('RUN_STARTED', { agent: 'writer', depth: 0, parentRunId: null });
  for (let step = 1; step <= STEPS; step += 1) {
    const messageId = `msg_${step}`;
    const toolCallId = `call_${step}`;
    add('TEXT_MESSAGE_START', { messageId, role: 'assistant' });
    add('TEXT_MESSAGE_CONTENT', {
      messageId,
      delta: `Step ${step}. ${'I look at the next file. '.repeat(step % 7)}`,
    });
    add('TOOL_CALL_START', { toolCallId, toolCallName: 'read_file', parentMessageId: messageId });
    add('TOOL_CALL_ARGS', { toolCallId, delta: `{"file_path":"notes/${step}.md"}` });
    add('MODEL_CALL_FINISHED', {
      messageId,
      model: 'm',
      iteration: step,
      latencyMs: 5,
      finishReason: 'tool_calls',
    });
    add('USAGE_UPDATE', { usage: { inputTokens: step * 100, outputTokens: step * 20 } });
    add('TOOL_CALL_RESULT', { toolCallId, content: 'Nothing is written here.', isError: step % 50 === 0 });
  }
  add('RUN_FINISHED', { result: 'Done.', stopReason: 'answered' });
  return events
    .map((event, id) => `id: ${id + 1}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
}
