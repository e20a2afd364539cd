/** No credential goes into a data set. */
import { type Block, EARLIER_INDEX, type Message } from '@nex/core';
import { defineCheck, type Finding } from '../check.ts';
import { findSecrets } from '../secrets.ts';

/** Notes name the kind and never the value: verdicts are read by more people than trajectories. */
export const leakedSecret = defineCheck({
  name: 'leaked_secret',
  version: 3,
  description:
    'Drops when any message, also one before a compaction, holds what looks like a credential: a key of a known provider, a JWT, a private key, the password of an address, or a random value beside a name such as "password". Examples of documentation do not count. Redaction before the check avoids the drop.',
  reasons: ['leaked_secret'],
  *find({ runs }) {
    for (const { runId, messages, earlierLeaves = [] } of runs) {
      for (const [messageIndex, message] of messages.entries()) yield* leaksOf(message, runId, messageIndex);
      if (earlierLeaves.length === 0) continue;
      // They can become rows too. What is still there is told already.
      const told = new Set(messages.map((message) => JSON.stringify(message)));
      for (const message of earlierLeaves.flat()) {
        const key = JSON.stringify(message);
        if (!told.has(key)) yield* leaksOf(message, runId, EARLIER_INDEX);
        told.add(key);
      }
    }
  },
});

function* leaksOf(message: Message, runId: string, messageIndex: number): Generator<Finding> {
  for (const text of message.content.flatMap(textsOf)) {
    for (const { kind } of findSecrets(text)) {
      const note = `A ${message.role} message holds a credential of the kind ${kind}.`;
      yield { reason: 'leaked_secret', runId, messageIndex, note };
    }
  }
}

function textsOf(block: Block): string[] {
  switch (block.type) {
    case 'text':
    case 'reasoning':
      return [block.text];
    case 'image':
      return [];
    case 'tool_call':
      return [block.argumentsText];
    case 'tool_result':
      return [
        ...block.content.flatMap(textsOf),
        ...(block.structured === undefined ? [] : [JSON.stringify(block.structured)]),
      ];
  }
}
