import { describe, expect, test } from 'vitest';
import { scriptedModel } from '../../__fixtures__/loop-fixture.ts';
import { CompactionParams, compactionPolicy, summaryLlmConfig } from './compaction-policy.ts';

const policy = (params: object) =>
  compactionPolicy({ params: CompactionParams.parse(params), maxContextTokens: 128_000 });

const DEFAULTS = {
  maxContextTokens: 128_000,
  threshold: 0.75,
  auto: true,
  emergency: true,
  firstStage: 'clear-results',
};

test.each<[params: object, expected: object]>([
  [{}, DEFAULTS],
  [{ max_context_tokens: 9_000 }, { ...DEFAULTS, maxContextTokens: 9_000 }],
  [{ threshold: 0.5 }, { ...DEFAULTS, threshold: 0.5 }],
  [{ auto_compact: false }, { ...DEFAULTS, auto: false }],
  [{ emergency_compact_enabled: false }, { ...DEFAULTS, emergency: false }],
  [{ gap_threshold_minutes: 2 }, DEFAULTS],
  [{ trigger: 'time_based' }, { ...DEFAULTS, idleMs: 300_000 }],
  [
    { trigger: 'time_based', gap_threshold_minutes: 0.5 },
    { ...DEFAULTS, idleMs: 30_000 },
  ],
  [{ compaction_strategy: 'tool_result_compaction' }, DEFAULTS],
  [{ compaction_strategy: 'llm_summary' }, { ...DEFAULTS, firstStage: 'summarize' }],
  [{ compaction_strategy: 'sliding_window' }, { ...DEFAULTS, firstStage: 'summarize' }],
  [{ keep_iterations: 5 }, { ...DEFAULTS, keepTurns: 5 }],
  [{ keep_user_rounds: 2 }, { ...DEFAULTS, keepUserRounds: 2 }],
  [
    { keep_iterations: 4, keep_user_rounds: 0 },
    { ...DEFAULTS, keepTurns: 4 },
  ],
  [{ compactable_tools: ['a'] }, { ...DEFAULTS, compactableTools: new Set(['a']) }],
  [{ compact_prompt: 'Short.' }, { ...DEFAULTS, summaryPrompt: 'Short.' }],
  [{ max_context_tokens: null, keep_iterations: null, summary_model: null }, DEFAULTS],
])('%j', (params, expected) => {
  expect(policy(params)).toEqual(expected);
});

test.each([
  [{ keep_iterations: 3, keep_user_rounds: 1 }, 'not both'],
  [{ threshold: 0 }, 'threshold'],
  [{ threshold: 1.5 }, 'threshold'],
  [{ compaction_strategy: 'magic' }, 'compaction_strategy'],
  [{ trigger: 'never' }, 'trigger'],
  [{ keep_turns: 3 }, 'keep_turns'],
])('refuses %j', (params, text) => {
  expect(() => CompactionParams.parse(params)).toThrow(text);
});

describe('the model that writes summaries', () => {
  test.each([
    [{}, undefined],
    [{ summary_model: 'm' }, { model: 'm' }],
    [
      { summary_model: 'm', summary_base_url: 'u', summary_api_key: 'k', summary_api_type: 't' },
      { model: 'm', base_url: 'u', api_key: 'k', api_type: 't' },
    ],
    [
      { summary_model: 'm', summary_llm_config: { model: 'n', top_k: 1 } },
      { model: 'n', top_k: 1 },
    ],
  ])('%j', (params, expected) => {
    expect(summaryLlmConfig(CompactionParams.parse(params))).toEqual(expected);
  });

  test('is handed on', () => {
    const summaryModel = scriptedModel([]);
    const params = CompactionParams.parse({});
    expect(compactionPolicy({ params, maxContextTokens: 1, summaryModel }).summaryModel).toBe(summaryModel);
  });
});
