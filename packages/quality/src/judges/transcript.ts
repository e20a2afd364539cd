/** A trajectory as a judge reads it: numbered messages, cut to a length, in batches. */
import type { Block, Trajectory } from '@nex/core';

export interface TranscriptMessage {
  /** `m12`: counted over all runs, from 0. */
  id: string;
  agent: string;
  role: string;
  text: string;
  /** Length before it was cut. */
  chars: number;
}

export interface TranscriptEntry extends TranscriptMessage {
  runId: string;
  messageIndex: number;
}

export interface TranscriptLimits {
  /** Of a message; a longer one loses its middle. */
  maxMessageChars: number;
  /** Of the messages of a batch together. */
  maxBatchChars: number;
  maxBatchMessages: number;
}

/** Runs in their order: the root first, then each sub-agent. */
export function transcriptOf({ runs }: Trajectory, { maxMessageChars }: TranscriptLimits): TranscriptEntry[] {
  const entries: TranscriptEntry[] = [];
  for (const { runId, agent, messages } of runs) {
    for (const [messageIndex, { role, content }] of messages.entries()) {
      const text = content.map(shown).join('\n');
      const cut = cutMiddle(text, maxMessageChars);
      entries.push({
        id: `m${entries.length}`,
        agent,
        role,
        text: cut,
        chars: text.length,
        runId,
        messageIndex,
      });
    }
  }
  return entries;
}

/** Each message once, in order; at least one to a batch. */
export function batchesOf(
  entries: readonly TranscriptEntry[],
  { maxBatchChars, maxBatchMessages }: TranscriptLimits,
): TranscriptEntry[][] {
  const batches: TranscriptEntry[][] = [];
  let chars = 0;
  for (const entry of entries) {
    const last = batches.at(-1);
    if (last && last.length < maxBatchMessages && chars + entry.text.length <= maxBatchChars) {
      last.push(entry);
      chars += entry.text.length;
    } else {
      batches.push([entry]);
      chars = entry.text.length;
    }
  }
  return batches;
}

function shown(block: Block): string {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'reasoning':
      return `(thinks) ${block.text}`;
    case 'image':
      return '(an image)';
    case 'tool_call':
      return `(calls ${block.name}) ${block.argumentsText}`;
    case 'tool_result':
      return `(${block.injected === undefined ? '' : 'injected '}${block.isError ? 'error' : 'result'} of ${block.toolName}) ${block.content.map(shown).join('\n')}`;
  }
}

function cutMiddle(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const half = Math.floor(maxChars / 2);
  const left = text.slice(0, half).toWellFormed();
  return `${left}\n(… ${text.length - 2 * half} characters left out …)\n${text.slice(-half).toWellFormed()}`;
}
