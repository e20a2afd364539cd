/**
 * Answers are seen while the model writes them, and come to the same as the stored ones: however often the reader
 * goes and comes back, when an answer is taken back, and when the service is killed in the middle of one.
 */
import type { Run, RunEvent } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executeRun } from '../src/runs/execute-run.ts';
import { streamEvents } from '../src/watch/stream-events.ts';
import { CALC_BUNDLE, TEAM_BUNDLE } from './support/bundles.ts';
import { finished, followAll } from './support/follow.ts';
import { type Frame, folded, isEnd, openLive } from './support/live.ts';
import { createRun } from './support/runs.ts';
import { startServiceProcess } from './support/service-process.ts';
import { type StreamingModel, startStreamingModel } from './support/streaming-model.ts';
import { environmentOf, startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: StreamingModel;
let runtime: TestRuntime;

beforeAll(async () => {
  model = await startStreamingModel();
  // Runs begin when their readers are there.
  runtime = await startTestRuntime({ modelUrl: model.url, concurrency: 0 });
});

afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

const execute = (run: Run) => executeRun(runtime.context, run.id, new AbortController().signal);
const stored = async (url: string, runId: string) =>
  folded((await followAll(url, runId)).map(({ event }) => event));
const delta = (text: string) => (event: RunEvent) => event.data.delta === text;
const events = (frames: readonly Frame[]) => frames.map(({ event }) => event);

/** A reader that breaks the connection after every frame and resumes behind it. */
function hopping(url: string, runId: string) {
  const frames: Frame[] = [];
  const next = async () => {
    await using stream = await openLive(url, runId, frames.at(-1)?.id);
    const frame = await stream.next();
    if (frame) frames.push(frame);
    return frame;
  };
  return {
    frames,
    async until(fits: (event: RunEvent) => boolean) {
      for (let frame = await next(); frame; frame = await next()) if (fits(frame.event)) return;
      throw new Error(`The stream ended after ${frames.map(({ event }) => event.type).join(', ')}.`);
    },
  };
}

const CALL = ['{"sub_agent_name":', '"researcher","mess', 'age":"Look"}'];

test('a reader that goes after every frame sees what a late one sees, answers of several runs and calls too', async () => {
  const run = await createRun(runtime, { files: TEAM_BUNDLE, agent: 'lead.yaml', input: 'Go' });
  // Reads nothing until the end.
  await using patient = await openLive(runtime.url, run.id);
  const reader = hopping(runtime.url, run.id);
  const executed = execute(run);
  const first = await model.next();
  expect(first.asked.stream).toBe(true);
  for (const part of ['Let me', ' think.']) {
    first.say({ reasoning_content: part });
    await reader.until(delta(part));
  }
  for (const part of ['I ask', ' the other.']) {
    first.say({ content: part });
    await reader.until(delta(part));
  }
  for (const [index, part] of CALL.entries()) {
    const head = index === 0 ? { id: 'call_a' } : {};
    const called = { ...(index === 0 ? { name: 'Agent' } : {}), arguments: part };
    first.say({ tool_calls: [{ index: 0, ...head, function: called }] });
    await reader.until(delta(part));
  }
  first.end('tool_calls');
  const below = await model.next();
  for (const part of ['Found', ' it 🎉', '.']) {
    below.say({ content: part });
    await reader.until(delta(part));
  }
  below.end();
  const last = await model.next();
  last.say({ content: 'All ' });
  last.say({ content: 'done.' });
  last.end();
  await reader.until((event) => isEnd(event) && event.runId === run.id);

  const late = await stored(runtime.url, run.id);
  expect(folded(events(reader.frames))).toEqual(late);
  expect(folded(events(await patient.until((event) => isEnd(event) && event.runId === run.id)))).toEqual(
    late,
  );
  // Each stored event came at most once; those that came only live had been told before.
  const whole = reader.frames.filter(({ id }) => /^\d+$/.test(id)).map(({ id }) => Number(id));
  expect(whole).toEqual([...new Set(whole)].toSorted((a, b) => a - b));
  await executed;
  const ended: Run = await finished(runtime.url, run.id);
  expect(ended.response).toBe('All done.');
});

test('an answer that breaks off is taken back, and the next one has another id', async () => {
  const run = await createRun(runtime, { files: CALC_BUNDLE, input: 'Go' });
  await using _watching = await openLive(runtime.url, run.id);
  const reader = hopping(runtime.url, run.id);
  const executed = execute(run);
  const broken = await model.next();
  broken.say({ content: 'Wrong' });
  await reader.until(delta('Wrong'));
  broken.cut();
  const again = await model.next();
  again.say({ content: 'Right' });
  await reader.until(delta('Right'));
  again.end();
  await reader.until(isEnd);
  const seen = events(reader.frames);
  await executed;
  const wrong = seen.find(delta('Wrong'))?.data.messageId;
  expect(seen).toContainEqual(
    expect.objectContaining({
      type: 'TEXT_MESSAGE_END',
      data: { messageId: wrong, discarded: true },
    }),
  );
  expect(seen.find(delta('Right'))?.data.messageId).not.toBe(wrong);
  expect(folded(seen)).toEqual(await stored(runtime.url, run.id));
});

test('an answer without content is taken back with its reasoning', async () => {
  const run = await createRun(runtime, { files: CALC_BUNDLE, input: 'Go' });
  await using stream = await openLive(runtime.url, run.id);
  const executed = execute(run);
  const empty = await model.next();
  empty.say({ reasoning_content: 'Hm' });
  empty.end();
  const again = await model.next();
  again.say({ content: 'Here.' });
  again.end();
  const seen = events(await stream.until(isEnd));
  await executed;
  expect(folded(seen)).toEqual(await stored(runtime.url, run.id));
  expect(folded(seen)).not.toContainEqual(expect.objectContaining({ type: 'THINKING_TEXT_MESSAGE_CONTENT' }));
});

test('a slow reader costs nothing: it takes what came meanwhile in large parts', async () => {
  const run = await createRun(runtime, { files: CALC_BUNDLE, input: 'Go' });
  const slow = await streamEvents(
    runtime.context,
    run.id,
    { from: { sequence: 0, open: new Map() }, live: true },
    new AbortController().signal,
  );
  const reading = slow[Symbol.asyncIterator]();
  const seen: RunEvent[] = [];
  const take = async () => {
    const { value, done } = await reading.next();
    if (!done) seen.push({ type: value.type, runId: value.run_id, timestamp: 0, data: value.data });
    return !done;
  };
  // The first event, then none until the end.
  const first = take();
  await using quick = await openLive(runtime.url, run.id);
  const executed = execute(run);
  const pending = await model.next();
  const part = 'x'.repeat(20_000);
  const count = 150;
  let length = 0;
  for (let index = 0; index < count; index += 1) {
    pending.say({ content: part });
    for (length += part.length; length > 0; ) {
      const frame = await quick.next();
      const delta = frame?.event.data.delta;
      if (frame?.event.type === 'TEXT_MESSAGE_CONTENT' && typeof delta === 'string') length -= delta.length;
    }
  }
  pending.end();
  await quick.until(isEnd);
  await executed;
  await first;
  while (await take());
  expect(folded(seen)).toEqual(await stored(runtime.url, run.id));
  expect(seen.filter(({ type }) => type === 'TEXT_MESSAGE_CONTENT').length).toBeLessThanOrEqual(2);
});

test('without a reader, and for one of stored events only, the model is not asked to stream', async () => {
  const alone = await createRun(runtime, { files: CALC_BUNDLE, input: 'Go' });
  const onlyStored = await runtime.get(`/v1/runs/${alone.id}/events?live=false`);
  const executed = execute(alone);
  const first = await model.next();
  expect(first.asked.stream ?? false).toBe(false);
  first.answer({ content: 'Whole.' });
  await executed;
  expect(await onlyStored.text()).toContain('"delta":"Whole."');
});

describe('the stream', () => {
  test('opens at once for a run that waits in the queue, and says when there is none', async () => {
    const run = await createRun(runtime, { files: CALC_BUNDLE, input: 'Go' });
    const waiting = await fetch(`${runtime.url}/v1/runs/${run.id}/events`);
    expect(waiting.headers.get('content-type')).toContain('text/event-stream');
    await waiting.body?.cancel();
    const unknown = await runtime.get('/v1/runs/run_none/events');
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('content-type')).toContain('application/problem+json');
  });

  test('is the same over gRPC, resumed by its token', async () => {
    const run = await createRun(runtime, { files: CALC_BUNDLE, input: 'Go' });
    await using _watching = await openLive(runtime.url, run.id);
    const executed = execute(run);
    const pending = await model.next();
    const seen: RunEvent[] = [];
    let resumeToken = '';
    const until = async (fits: (event: RunEvent) => boolean) => {
      for (;;) {
        for await (const message of runtime.rpc.streamRunEvents({ id: run.id, resumeToken, live: true })) {
          const { type, runId, timestampMs, dataJson } = message;
          const event = {
            type: type as RunEvent['type'],
            runId,
            timestamp: Number(timestampMs),
            data: JSON.parse(dataJson) as RunEvent['data'],
          };
          if (message.live) expect(message.resumeToken).toContain(':');
          resumeToken = message.resumeToken;
          seen.push(event);
          break;
        }
        const last = seen.at(-1);
        if (last && fits(last)) return;
      }
    };
    for (const part of ['One', ' two']) {
      pending.say({ content: part });
      await until(delta(part));
    }
    pending.end();
    await until(isEnd);
    await executed;
    expect(folded(seen)).toEqual(await stored(runtime.url, run.id));
  });
});

test('killed in the middle of an answer, the service goes on with another one, and a reader that resumes sees that', async () => {
  await using base = await startTestRuntime({ modelUrl: model.url, concurrency: 0 });
  const environment = environmentOf({ modelUrl: model.url }, base.databaseUrl, base.dataDirectory);
  let seen: Frame[];
  let run: Run;
  {
    await using service = await startServiceProcess(environment);
    run = await createRun(base, { files: CALC_BUNDLE, input: 'Go' });
    await using stream = await openLive(service.url, run.id);
    // Whether this one streams is a matter of who came first.
    const begun = await model.next();
    begun.answer({ tool_calls: [{ index: 0, id: 'call_a', function: { name: 'none', arguments: '{}' } }] });
    const half = await model.next();
    expect(half.asked.stream).toBe(true);
    half.say({ content: 'Half' });
    seen = await stream.until(delta('Half'));
    await service.kill();
  }
  await using service = await startServiceProcess(environment);
  await using stream = await openLive(service.url, run.id, seen.at(-1)?.id);
  const whole = await model.next();
  whole.say({ content: 'Whole' });
  seen.push(...(await stream.until(delta('Whole'))));
  whole.end();
  seen.push(...(await stream.until(isEnd)));
  expect(folded(events(seen))).toEqual(await stored(base.url, run.id));
  expect(events(seen).filter((event) => event.data.discarded === true)).toHaveLength(1);
});
