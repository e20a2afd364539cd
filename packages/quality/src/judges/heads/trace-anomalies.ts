import type { Head } from '../head.ts';

export const traceAnomalies: Head = {
  name: 'trace_anomalies',
  version: 1,
  severity: 'drop',
  kinds: [
    { name: 'repetition', meaning: 'the same call or the same words again and again without getting on' },
    { name: 'truncation', meaning: 'a message or a call breaks off' },
    {
      name: 'contradiction',
      meaning: 'a message contradicts an earlier one of the same agent without a reason',
    },
    {
      name: 'leaked_markup',
      meaning: 'control tokens, marks of reasoning or a call written as text show in what is said',
    },
    { name: 'leaked_prompt', meaning: 'an answer shows the instructions of the agent' },
    {
      name: 'missing_step',
      meaning: 'a message refers to a step or result that the conversation does not have',
    },
  ],
  prompt:
    'You look for what is broken in the record of a conversation of agents, whatever the task was: loops, breaks, contradictions, leaks and gaps.',
};
