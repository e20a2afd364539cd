/**
 * What several checks look up in one trajectory, worked out once and only when asked for. Belongs to one judging; holds
 * texts of the trajectory and nothing else.
 */
import { type Message, type Trajectory, type TrajectoryRun, textOf } from '@nex/core';
import { callHistoryOf } from './call-history.ts';
import type { AnsweredCall } from './calls.ts';
import { rootOf } from './root.ts';
import { ToolSchemas } from './tool-schemas.ts';

/** What a run says at its end. */
export interface FinalAnswer {
  run: TrajectoryRun;
  messageIndex: number;
  text: string;
}

export class Reading {
  readonly schemas: ToolSchemas;
  readonly #trajectory: Trajectory;
  readonly #calls = new Map<TrajectoryRun, AnsweredCall[]>();
  #told: string | undefined;
  #asked: string | undefined;

  /** Who judges many trajectories passes one `schemas` for all, so that each tool schema is compiled once. */
  constructor(trajectory: Trajectory, schemas: ToolSchemas = new ToolSchemas()) {
    this.#trajectory = trajectory;
    this.schemas = schemas;
  }

  /** Those before a compaction, too: `EARLIER_INDEX` is their place. */
  callsOf(run: TrajectoryRun): readonly AnsweredCall[] {
    let calls = this.#calls.get(run);
    if (calls === undefined) {
      calls = callHistoryOf(run);
      this.#calls.set(run, calls);
    }
    return calls;
  }

  /** The final answer of a run; of the root by default. `undefined` when it ends on a call or on nothing. */
  answerOf(run: TrajectoryRun = rootOf(this.#trajectory)): FinalAnswer | undefined {
    const messageIndex = run.messages.length - 1;
    const last = run.messages[messageIndex];
    if (last === undefined) return undefined;
    if (run.stopReason === 'stop_tool' && run.response !== '') {
      return { run, messageIndex, text: run.response };
    }
    if (last.role !== 'assistant' || last.content.some((block) => block.type === 'tool_call'))
      return undefined;
    return { run, messageIndex, text: textOf(last) };
  }

  /** What users asked for in the root run. */
  get asked(): string {
    this.#asked ??= rootOf(this.#trajectory)
      .messages.filter((message) => message.role === 'user')
      .map(textOf)
      .join('\n');
    return this.#asked;
  }

  /**
   * Everything that any agent of the tree was told, in lower case: prompts, requests, tool descriptions, results,
   * and the arguments of calls that succeeded. What compaction took away is in it.
   */
  get told(): string {
    this.#told ??= [...toldIn(this.#trajectory)].join('\n').toLowerCase();
    return this.#told;
  }
}

function* toldIn({ runs }: Trajectory): Generator<string> {
  const described = new Set<string>();
  for (const run of runs) {
    for (const leaf of run.earlierLeaves ?? []) yield* toldBy(leaf);
    yield* toldBy(run.messages);
    for (const { name, description } of run.tools) {
      if (described.has(name)) continue;
      described.add(name);
      yield description;
    }
  }
}

function* toldBy(messages: readonly Message[]): Generator<string> {
  const calls = new Map<string, string>();
  for (const message of messages) {
    if (message.role === 'system' || message.role === 'user') yield textOf(message);
    for (const block of message.content) {
      if (block.type === 'tool_call') calls.set(block.id, unescaped(block.argumentsText));
      if (block.type !== 'tool_result') continue;
      const text = textOf(block);
      yield text;
      // JSON inside of a text spells addresses with escapes.
      if (text.includes('\\')) yield unescaped(text);
      if (block.structured !== undefined) yield unescaped(JSON.stringify(block.structured));
      if (!block.isError) yield calls.get(block.toolCallId) ?? '';
    }
  }
}

/** Good enough to search in: the escapes of JSON that stand inside of words and paths. */
function unescaped(json: string): string {
  return json.includes('\\')
    ? json
        .replaceAll(/\\(["\\/])/g, '$1')
        .replaceAll(/\\[nrt]/g, '\n')
        .replaceAll(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : json;
}
