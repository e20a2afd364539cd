import { type Message, type PermissionDecision, type Tool, textOf, textOutcome } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { type Bench, bench, call, results, START, scriptedModel, tool } from './__fixtures__/loop-fixture.ts';
import type { LoopInput } from './loop-types.ts';
import { createMemoryRecorder } from './memory-recorder.ts';
import { type PermissionAnswer, type PermissionRequest, Waiting } from './permission-desk.ts';
import { runAgentLoop } from './run-agent-loop.ts';

/** A tool whose argument `rule` says how it is judged. */
function guarded(name: string, definition: object = {}): Tool & { runs: string[] } {
  const permit = ({ rule }: { rule?: unknown }): PermissionDecision => {
    if (rule === 'ask') return { decision: 'ask', prompt: 'May it?', key: name };
    return rule === 'deny' ? { decision: 'deny', reason: 'The rule forbids it.' } : { decision: 'allow' };
  };
  return { ...tool(name, undefined, definition), permit };
}

/** A desk with answers by call id. */
function desk(answers: Record<string, PermissionAnswer | undefined>) {
  const asked: PermissionRequest[] = [];
  return {
    asked,
    async answer(request: PermissionRequest) {
      asked.push(request);
      return answers[request.callId];
    },
  };
}

/** Notes what the recorder is told, in order. */
function noting(input: Bench): string[] {
  const notes: string[] = [];
  const { recorder } = input;
  const { endCall, recordResults } = recorder;
  input.recorder.endCall = (ended) => {
    notes.push(`end ${ended.call.id}`);
    return endCall(ended);
  };
  input.recorder.recordResults = (messages, ended) => {
    notes.push(...ended.map((one) => `end ${one.call.id}`));
    notes.push(
      `results ${results(messages)
        .map((one) => one.toolCallId)
        .join()}`,
    );
    return recordResults(messages, ended);
  };
  input.recorder.recordPermissionRequests = async (requests) => {
    notes.push(`asked ${requests.map((one) => one.callId).join()}`);
  };
  return notes;
}

const kinds = (messages: readonly Message[]) =>
  results(messages).map((one) => [one.toolCallId, one.errorKind ?? 'ran']);
const turn = {
  calls: [call('a', 'work'), call('b', 'work', { rule: 'ask' }), call('c', 'work', { rule: 'deny' })],
};

describe('who decides', () => {
  const allow: PermissionAnswer = { decision: 'allow' };
  const deny: PermissionAnswer = { decision: 'deny', reason: 'Not today.' };
  test.each<[string, Partial<LoopInput>, string, string]>([
    ['without a desk what has to be asked is denied', {}, 'denied', 'nobody to ask'],
    ['the desk says yes', { permissions: desk({ b: allow }) }, 'ran', 'work done'],
    ['the desk says no', { permissions: desk({ b: deny }) }, 'denied', 'Not today.'],
    [
      'and gives no reason',
      { permissions: desk({ b: { decision: 'deny' } }) },
      'denied',
      'The user said no.',
    ],
  ])('%s', async (_name, options, kind, text) => {
    const work = guarded('work');
    const input = bench({ model: scriptedModel([turn, { text: 'done' }]), tools: [work], ...options });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'answered' });
    expect(kinds(input.recorder.messages)).toEqual([
      ['a', 'ran'],
      ['b', kind],
      ['c', 'denied'],
    ]);
    expect(textOf(results(input.recorder.messages)[1] ?? { content: [] })).toContain(text);
    expect(work.runs).toEqual(kind === 'ran' ? ['a', 'b'] : ['a']);
  });

  test('a denial is never asked about, an allowed call neither, a faulty one neither', async () => {
    const permissions = desk({ b: allow });
    const faulty = call('d', 'work', { rule: 'ask', bad: 1 });
    const model = scriptedModel([{ calls: [...turn.calls, faulty] }, { text: 'done' }]);
    await runAgentLoop(bench({ model, tools: [guarded('work')], permissions }));
    expect(permissions.asked).toEqual([
      { callId: 'b', toolName: 'work', arguments: { rule: 'ask' }, prompt: 'May it?', key: 'work' },
    ]);
  });

  test('a cancel while somebody is asked ends the run', async () => {
    const input = bench({
      model: scriptedModel([turn]),
      tools: [guarded('work')],
      permissions: {
        answer() {
          input.abort.abort();
          return new Promise(() => {});
        },
      },
    });
    await expect(runAgentLoop(input)).resolves.toMatchObject({ stopReason: 'cancelled' });
  });
});

describe('a question without an answer', () => {
  test('pauses the run, with the other calls done and recorded once', async () => {
    const work = guarded('work');
    const input = bench({ model: scriptedModel([turn]), tools: [work], permissions: desk({}) });
    const notes = noting(input);
    const result = await runAgentLoop(input);
    const request = {
      callId: 'b',
      toolName: 'work',
      arguments: { rule: 'ask' },
      prompt: 'May it?',
      key: 'work',
    };
    expect(result).toMatchObject({ stopReason: 'permission_pending', response: '', pending: [request] });
    expect(notes.slice(0, 2).toSorted()).toEqual(['end a', 'end c']);
    expect(notes.slice(2)).toEqual(['asked b']);
    expect(work.runs).toEqual(['a']);
    expect(input.recorder.messages).toHaveLength(1);
    const told = input.events.filter(({ type }) => type === 'PERMISSION_REQUESTED');
    expect(told.map(({ data }) => data)).toEqual([request]);
    expect(input.events.at(-1)?.type).toBe('PERMISSION_REQUESTED');
  });

  test.each<[string, PermissionAnswer, string]>([
    ['yes', { decision: 'allow' }, 'ran'],
    ['no', { decision: 'deny' }, 'denied'],
  ])('the resumed run runs exactly what was allowed: %s', async (_name, answer, kind) => {
    const work = guarded('work');
    const serial = guarded('serial', { disableParallel: true });
    const calls = [...turn.calls, call('d', 'serial', { rule: 'ask' }), call('e', 'serial')];
    const recorder = createMemoryRecorder();
    const first = bench({
      model: scriptedModel([{ calls }]),
      tools: [work, serial],
      permissions: desk({}),
      recorder,
    });
    await expect(runAgentLoop(first)).resolves.toMatchObject({ stopReason: 'permission_pending' });
    expect([...work.runs, ...serial.runs]).toEqual(['a', 'e']);

    const resume = (answers: Record<string, PermissionAnswer>) => {
      const history = [...START, ...recorder.messages];
      const model = scriptedModel([{ text: 'done' }]);
      return bench({ model, tools: [work, serial], permissions: desk(answers), recorder, history });
    };
    const half = resume({ b: answer });
    await expect(runAgentLoop(half)).resolves.toMatchObject({ stopReason: 'permission_pending' });
    const second = resume({ b: answer, d: answer });
    const notes = noting(second);
    await expect(runAgentLoop(second)).resolves.toMatchObject({ stopReason: 'answered', iterations: 2 });
    expect(kinds(recorder.messages)).toEqual([
      ['a', 'ran'],
      ['b', kind],
      ['c', 'denied'],
      ['d', kind],
      ['e', 'ran'],
    ]);
    expect(work.runs).toEqual(kind === 'ran' ? ['a', 'b'] : ['a']);
    expect(serial.runs).toEqual(kind === 'ran' ? ['e', 'd'] : ['e']);
    expect(notes).toEqual(['end d', 'results a,b,c,d,e']);
    const told = [first, half, second].flatMap((input) =>
      input.events.filter(({ type }) => type === 'TOOL_CALL_RESULT').map(({ data }) => data.toolCallId),
    );
    expect(told.map(String).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('a sub-agent that waits leaves its call open, too', async () => {
    let waits = true;
    const agent = tool('Agent', async () => {
      if (waits) throw new Waiting();
      return textOutcome('child done');
    });
    const recorder = createMemoryRecorder();
    const calls = [call('a', 'Agent'), call('b', 'work')];
    const first = bench({ model: scriptedModel([{ calls }]), tools: [agent, tool('work')], recorder });
    const notes = noting(first);
    await expect(runAgentLoop(first)).resolves.toMatchObject({
      stopReason: 'permission_pending',
      pending: [],
    });
    expect(notes).toEqual(['end b', 'asked ']);
    waits = false;
    const history = [...START, ...recorder.messages];
    const second = bench({ model: scriptedModel([{ text: 'x' }]), tools: [agent], recorder, history });
    await expect(runAgentLoop(second)).resolves.toMatchObject({ stopReason: 'answered' });
    expect(results(recorder.messages).map(textOf)).toEqual(['child done', 'work done']);
  });
});

test('each outcome is told exactly once, the last one with the messages', async () => {
  const calls = [call('a', 'work'), call('b', 'serial'), call('c', 'nope'), call('d', 'work')];
  const tools = [tool('work'), tool('serial', undefined, { disableParallel: true })];
  const input = bench({ model: scriptedModel([{ calls }, { text: 'done' }]), tools });
  const notes = noting(input);
  await runAgentLoop(input);
  expect(notes[0]).toBe('end b');
  expect(notes.slice(0, 4).toSorted()).toEqual(['end a', 'end b', 'end c', 'end d']);
  expect(notes.slice(4)).toEqual(['results a,b,c,d']);
});

test('a call that could not be read is answered with what is wrong with it, before anything else', async () => {
  const broken = { ...call('a', 'no-such-tool', 'garbage'), fault: 'Close the tag <x>.' };
  const input = bench({
    model: scriptedModel([{ calls: [broken] }, { text: 'done' }]),
    tools: [tool('work')],
  });
  await runAgentLoop(input);
  const [result] = results(input.recorder.messages);
  expect(result).toMatchObject({
    errorKind: 'malformed_arguments',
    content: [{ text: 'Close the tag <x>.' }],
  });
});
