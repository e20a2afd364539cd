import { createBudget, createMemoryRecorder, runAgentLoop } from '@nex/agent';
import { type Message, type Model, NO_USAGE, type Tool, textMessage, textOutcome } from '@nex/core';

const call = { type: 'tool_call', id: 'c1', name: 'clock', argumentsText: '{}', arguments: {} } as const;
const script: Message[] = [{ role: 'assistant', content: [call] }, textMessage('assistant', 'It is noon.')];
const model: Model = {
  name: 'scripted',
  provider: 'here',
  call: async () => ({
    message: script.shift() ?? textMessage('assistant', 'Nothing more.'),
    finishReason: 'stop',
    usage: NO_USAGE,
    model: 'scripted',
  }),
};
const clock: Tool = {
  definition: {
    name: 'clock',
    description: 'Tells the time.',
    inputSchema: { type: 'object' },
    origin: { kind: 'builtin' },
    repeatable: true,
    disableParallel: false,
  },
  check: () => undefined,
  execute: async () => textOutcome('noon'),
};
const recorder = createMemoryRecorder();
const result = await runAgentLoop({
  agent: { name: 'timekeeper', maxIterations: 5, stopTools: [] },
  model,
  tools: [clock],
  history: [textMessage('system', 'You tell the time.'), textMessage('user', 'What time is it?')],
  recorder,
  emit: () => {},
  signal: AbortSignal.timeout(10_000),
  budget: createBudget({ maxTokens: 10_000 }),
  clock: Date.now,
});
console.log(result.stopReason, result.response, recorder.messages.length);
