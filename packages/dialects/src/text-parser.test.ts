import { describe, expect, it } from 'vitest';
import { parseReply } from './dialect.ts';
import { DIALECTS } from './dialects/index.ts';

describe('reasoning', () => {
  const call = '<tool_call>\n<function=plan>\n</function>\n</tool_call>';

  it.each([
    ['before the call', `<think>\nwhy\n</think>\n\nGo.\n${call}`, 'why', 'Go.\n', 1],
    ['with a thought of a call', `<think>try ${call}?</think>Go.`, `try ${call}?`, 'Go.', 0],
    ['without an end before the call', `<think>why\n${call}`, 'why\n', '', 1],
    ['with the only call inside', `<think>why ${call}</think>\n`, `why ${call}`, '', 1],
    ['that ends while it names the tag', '<think>I use <tool_call> then', 'I use <tool_call> then', '', 0],
  ])('%s', (_, text, reasoning, content, calls) => {
    const reply = parseReply(DIALECTS['qwen3-coder'], text, { tools: [] });
    expect([reply.reasoning, reply.content, reply.calls.length]).toEqual([reasoning, content, calls]);
  });

  it('begins open where the prompt opened it', () => {
    const reply = parseReply(DIALECTS['qwen3-coder'], `why</think>${call}`, {
      tools: [],
      startsInReasoning: true,
    });
    expect([reply.reasoning, reply.content, reply.calls.length]).toEqual(['why', '', 1]);
  });
});
