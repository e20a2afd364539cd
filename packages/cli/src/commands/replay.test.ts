import type { Replay } from '@nex/core';
import { expect, test } from 'vitest';
import { replayLines } from './replay.ts';

const counts = { messages: 5, modelCalls: 2, toolCalls: 1 };
const SAME: Replay = {
  rootRunId: 'run_1',
  identical: true,
  digest: 'sha256:0',
  recordedDigest: 'sha256:0',
  runs: [
    { runId: 'run_1', agent: 'lead', identical: true, ...counts },
    {
      runId: 'run_2',
      agent: 'clerk',
      identical: true,
      ...counts,
      stopped: { stopReason: 'timeout', afterMessages: 5 },
    },
  ],
};
const OTHER: Replay = {
  ...SAME,
  identical: false,
  runs: [
    {
      runId: 'run_1',
      agent: 'lead',
      identical: false,
      ...counts,
      difference: { at: 'messages[1].content[0].text', expected: '"Else"', actual: '"Go"' },
    },
  ],
};

test('a table, and a line that says that all is identical', () => {
  expect(replayLines(SAME)).toEqual([
    'run    agent  messages  model calls  tool calls  replay',
    'run_1  lead   5         2            1           identical',
    'run_2  clerk  5         2            1           identical, ended from outside (timeout)',
    '',
    'identical  sha256:0',
  ]);
});

test('or the place of the difference, with both sides', () => {
  expect(replayLines(OTHER).slice(-4)).toEqual([
    '',
    'different  lead (run_1) at messages[1].content[0].text',
    '  log:    "Else"',
    '  replay: "Go"',
  ]);
});
