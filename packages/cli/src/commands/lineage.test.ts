import { NO_USAGE, type RowLineage } from '@nex/core';
import { expect, test } from 'vitest';
import { lineageLines } from './lineage.ts';

const TIME = '2026-01-01T00:00:00.000Z';
const ROW: RowLineage = {
  rowId: 'sha256:0',
  dataSet: {
    id: 'ds_1',
    versions: [
      { version: 1, kept: true, reason: '', decidedBy: '' },
      { version: 2, kept: false, reason: 'loop', decidedBy: 'loop@2' },
    ],
  },
  sentence: 'A tea adviser.',
  build: { id: 'build_1', name: 'tea', seed: 7, specDigest: 'sha256:5', traceId: 't', createdAt: TIME },
  framework: { id: 'fw_1', name: 'tea', digest: 'sha256:f', files: [{ path: 'a.yaml', digest: 'sha256:a' }] },
  query: {
    id: 'query_1',
    slot: 3,
    replaces: null,
    text: 'Which tea, roughly?',
    originalText: 'Which tea is it?',
    synthesizer: 'three-levels',
    persona: 'A beekeeper.',
    seedPersona: 'A baker.',
    problemType: { id: 'p', leafId: 'p', labels: ['Tea', 'Kinds'], treeVersion: 2 },
    difficulty: {
      asked: 'hard',
      measured: { difficulty: 'medium', passRate: 0.5, low: 0.15, high: 0.85, samples: 4 },
    },
    language: 'en',
    seed: 11,
    attempts: 1,
    refusals: [],
    task: null,
  },
  enhancers: [
    { attempt: 0, name: 'fuzzify', version: 1, applied: true, reason: '', change: {}, detail: {} },
    {
      attempt: 0,
      name: 'grounded',
      version: 1,
      applied: false,
      reason: 'no_evidence',
      change: {},
      detail: {},
    },
  ],
  calls: [
    {
      attempt: 0,
      question: 'query',
      promptVersion: 2,
      promptDigest: `sha256:${'1'.repeat(64)}`,
      inputDigest: 'sha256:i',
      model: 'model-1',
      usage: { ...NO_USAGE, inputTokens: 1200, outputTokens: 30 },
      durationMs: 5,
      createdAt: TIME,
    },
  ],
  run: {
    id: 'run_1',
    sampleIndex: 1,
    seed: 13,
    state: 'completed',
    stopReason: 'answered',
    traceId: 'trace-1',
    usage: null,
    collectFailure: null,
  },
  trajectory: {
    digest: 'sha256:0',
    sizeBytes: 900,
    provenance: {
      model: 'model-1',
      provider: 'api.example.com',
      offlineModel: false,
      seed: 13,
      frameworkDigest: 'sha256:f',
      traceId: 'trace-1',
    },
    agents: [
      {
        runId: 'run_1',
        parentRunId: null,
        agent: 'lead',
        depth: 0,
        state: 'completed',
        stopReason: 'answered',
        promptDigest: `sha256:${'2'.repeat(64)}`,
        tools: 2,
        toolsDigest: 'sha256:t',
      },
    ],
    toolSnapshots: [{ server: 'search', digest: 'sha256:s' }],
  },
  reward: 0.5,
  verifications: [
    {
      position: 0,
      kind: 'calls',
      version: 1,
      current: true,
      reward: 0.5,
      passed: false,
      evidence: [{ held: false, note: 'brew was not called' }],
      failure: null,
      createdAt: TIME,
    },
  ],
  verdicts: [
    { check: 'loop', version: 1, verdict: 'keep', reason: '', evidence: [], current: false },
    {
      check: 'loop',
      version: 2,
      verdict: 'drop',
      reason: 'loop',
      evidence: [{ runId: 'run_1', messageIndex: 4, note: 'asked twice' }],
      current: true,
    },
    { check: 'truncated', version: 1, verdict: 'keep', reason: '', evidence: [], current: true },
  ],
  selection: { kept: false, reason: 'loop', decidedBy: 'loop@2' },
  redaction: { policyId: 'mail', policyVersion: 3, entries: [{ kind: 'email', count: 2 }] },
};

test('a line per step from the row to the sentence, then calls and findings', () => {
  expect(lineageLines(ROW)).toEqual([
    'row         sha256:0',
    'versions    ds_1: 1 kept, 2 dropped by loop@2',
    'sentence    A tea adviser.',
    'framework   tea (fw_1), 1 file, sha256:f',
    'build       build_1, seed 7',
    'query       Which tea, roughly?',
    '            before: Which tea is it?',
    'made by     three-levels, fuzzify',
    'persona     A beekeeper.',
    '            seed: A baker.',
    'problem     Tea > Kinds, tree version 2, slot 3',
    'difficulty  hard; measured medium: pass rate 0.50 (0.15 to 0.85) of 4 samples',
    'run         run_1, sample 1, seed 13, answered',
    'trace       trace-1',
    'model       model-1 (api.example.com)',
    'agents      lead: prompt sha256:222222222222, 2 tools',
    'tool lists  search sha256:s',
    'reward      0.5',
    'redaction   mail@3, 2 places',
    'selection   dropped: loop, by loop@2',
    '',
    'model call  prompt               model    in     out',
    'query@2     sha256:111111111111  model-1  1,200  30',
    '',
    'found by  verdict     evidence',
    'loop@2    drop        asked twice',
    'calls@1   reward 0.5  brew was not called',
    '1 check found nothing',
  ]);
});

test('a run without a trajectory says so', () => {
  const lines = lineageLines({
    ...ROW,
    rowId: '',
    trajectory: null,
    run: { ...ROW.run, state: 'failed', collectFailure: 'not_found' },
  });
  expect(lines).toContain('row         none: the run has no trajectory');
  expect(lines).toContain('trajectory  none: not_found');
});
