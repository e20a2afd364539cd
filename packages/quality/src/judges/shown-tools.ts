/** The tools of the agents of a batch, as a head that judges tools reads them: all names, and what was said of those in use. */
import type { Trajectory } from '@nex/core';
import { clip } from '../check.ts';
import type { TranscriptEntry } from './transcript.ts';

const MAX_NAMES = 100;
const MAX_DESCRIPTION_CHARS = 300;

export type ShownTools = {
  agent: string;
  /** Of at most 100 tools, in their order. */
  names: string[];
  /** By name, of those that are called in the batch or give a result; at most 300 characters each. */
  descriptions: Record<string, string>;
};

/** One for each run that speaks in the batch, in the order of the runs. */
export function shownTools({ runs }: Trajectory, batch: readonly TranscriptEntry[]): ShownTools[] {
  return runs.flatMap(({ runId, agent, tools, messages }) => {
    const spoken = batch.flatMap((entry) =>
      entry.runId === runId ? (messages[entry.messageIndex]?.content ?? []) : [],
    );
    if (spoken.length === 0) return [];
    const used = new Set(
      spoken.map((block) =>
        block.type === 'tool_call' ? block.name : block.type === 'tool_result' ? block.toolName : undefined,
      ),
    );
    const descriptions = tools
      .filter(({ name }) => used.has(name))
      .map(({ name, description }) => [name, clip(description, MAX_DESCRIPTION_CHARS)] as const);
    const names = tools.slice(0, MAX_NAMES).map(({ name }) => name);
    return [{ agent, names, descriptions: Object.fromEntries(descriptions) }];
  });
}
