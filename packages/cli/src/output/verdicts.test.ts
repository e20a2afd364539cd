import { NO_USAGE, type TrajectoryVerdicts } from '@nex/core';
import { expect, test } from 'vitest';
import { trajectoryLines, verdictLines } from './verdicts.ts';

const base = { buildId: 'build_1', queryId: 'query_1', queryIndex: 4, sampleIndex: 1 };

test('each run has its verdict and all of its reasons', () => {
  expect(
    trajectoryLines([
      { ...base, runId: 'run_a', kept: true, reason: '', flags: [], query: 'When do the beans go out?' },
      { ...base, runId: 'run_b', kept: true, reason: '', flags: ['near_duplicate', 'oversize_output'] },
      { ...base, runId: 'run_c', kept: false, reason: 'loop', flags: ['judge_broken'] },
      { ...base, runId: '', kept: null, reason: '', flags: [] },
    ]),
  ).toEqual([
    'run     query  sample  verdict      reasons                          asks',
    'run_a   4      1       keep                                          When do the beans go out?',
    'run_b   4      1       flag         near_duplicate, oversize_output',
    'run_c   4      1       drop         loop, judge_broken',
    '(none)  4      1       not decided',
  ]);
});

test('what was found in a run stands under its stage, with the evidence', () => {
  const evidence = [{ runId: 'run_sub', messageIndex: 6, note: 'false_success: It was not sent. “sent”' }];
  const vote = {
    head: 'failure_analysis',
    version: 1,
    reason: '',
    evidence,
    discarded: 0,
    complete: true,
  };
  const found: TrajectoryVerdicts = {
    ...base,
    runId: 'run_a',
    kept: false,
    reason: 'judge_false_success',
    query: 'Send it.',
    against: [{ stage: 'judge', by: 'judge_failure_analysis', reason: 'judge_false_success' }],
    checks: [
      { check: 'loop', version: 1, verdict: 'keep', reason: '', evidence: [] },
      { check: 'oversize_output', version: 1, verdict: 'flag', reason: 'oversize_output', evidence: [] },
    ],
    verifiers: [
      {
        position: 0,
        kind: 'calls',
        version: 1,
        reward: 1,
        passed: true,
        evidence: [{ held: true, note: 'send' }],
      },
    ],
    contamination: [
      {
        benchmark: 'GAIA',
        kind: 'gram',
        file: 'sha256:0',
        line: 12,
        span: 'how many beans',
        words: 13,
        runId: 'run_a',
        messageIndex: 1,
      },
      {
        benchmark: 'GAIA',
        kind: 'line',
        file: 'sha256:0',
        line: 7,
        span: 'how many peas',
        words: 5,
        runId: 'run_a',
        messageIndex: -2,
      },
    ],
    judge: [
      {
        check: 'judge_failure_analysis',
        version: 1,
        verdict: 'drop',
        reason: 'judge_false_success',
        evidence,
        model: 'a,b',
        agreement: 0.5,
        votes: [
          { ...vote, model: 'a', verdict: 'drop', usage: NO_USAGE },
          { ...vote, model: 'b', verdict: null, usage: NO_USAGE },
        ],
      },
    ],
    duplicates: [{ kind: 'near', cluster: 'run_0', original: false, nearest: 'run_0', similarity: 0.91 }],
  };
  expect(verdictLines(found).join('\n')).toBe(`run_a: dropped: judge_false_success
query 4, sample 1 of build_1: Send it.

Against it
  judge_false_success (judge: judge_failure_analysis)

Checks
  oversize_output@1: flag, oversize_output
  1 of 2 found nothing

Verifiers
  0. calls@1: reward 1.000, passed
    held: send

Benchmarks
  GAIA, line 12, gram in message 1: “how many beans”
  GAIA, line 7, line in a message before a compaction: “how many peas”

Judge
  judge_failure_analysis@1: drop, judge_false_success (a: drop, b: no answer; 50 % agree)
    message 6 of run_sub: false_success: It was not sent. “sent”

Duplicates
  near: in the cluster of run_0, nearest run_0 at 0.910`);
});
