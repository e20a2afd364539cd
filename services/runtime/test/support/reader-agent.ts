/** An agent whose context is small and whose tool answers at length, so that it is compacted every few turns. */
import type { BundleFile } from '@nex/core';
import { noteBundle } from './bundles.ts';
import { type Answer, type Asked, type Policy, systemText } from './model-server.ts';

/** `directory`: where its tool notes what it does; see note-server.mjs. */
export function readerBundle(directory: string): BundleFile[] {
  return noteBundle(directory).map(({ path, content }) => ({
    path,
    content: content.replace('llm_config: {}', 'llm_config: {}\nmax_context_tokens: 8000'),
  }));
}

const STEPS = 9;
const LONG = Array.from({ length: 400 }, (_, at) => `word ${at}`).join(' ');

/** One long look per turn, by what the conversation still holds; then the end. Summaries are asked for without tools. */
export const readerPolicy: Policy = (asked): Answer => {
  if (isSummary(asked)) return { text: 'They looked at several things.' };
  const seen = [...JSON.stringify(asked.messages).matchAll(/STEP (\d+)/g)].map(([, step]) => Number(step));
  const last = Math.max(0, ...seen);
  if (last >= STEPS) return { text: `Looked ${last} times.` };
  const inputTokens = Math.ceil(JSON.stringify(asked.messages).length / 4) + 900;
  return { inputTokens, calls: [{ name: 'mcp__notes__look', args: { text: `STEP ${last + 1} ${LONG}` } }] };
};

export function isSummary(asked: Asked): boolean {
  return !systemText(asked).includes('the scribe');
}
