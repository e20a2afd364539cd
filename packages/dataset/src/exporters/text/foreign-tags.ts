/** What opens a call in some family: prose that holds another family's would teach a model the wrong format. */
import type { DialectName } from '@nex/core';

const OPENERS: readonly (readonly [opener: string, families: readonly DialectName[]])[] = [
  ['<tool_use>', ['nexau-xml']],
  ['<use_parallel_tool_calls>', ['nexau-xml']],
  ['<tool_call>', ['hermes', 'qwen3-coder', 'glm45']],
  ['<function=', ['qwen3-coder']],
  ['<minimax:tool_call>', ['minimax-m2']],
  ['<｜tool▁calls▁begin｜>', ['deepseek-v31']],
  ['<|tool_calls_section_begin|>', ['kimi-k2']],
  ['<|python_tag|>', ['llama3']],
  ['[TOOL_CALLS]', ['mistral']],
  ['<|channel|>', ['harmony']],
];

/** The first opener of another family in the text. */
export function foreignTag(text: string, own: DialectName | undefined): string | undefined {
  if (!text.includes('<') && !text.includes('[TOOL')) return undefined;
  return OPENERS.find(([opener, families]) => !(own && families.includes(own)) && text.includes(opener))?.[0];
}
