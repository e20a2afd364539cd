/**
 * The conversations of a trajectory's runs. No text is trained on twice over all of them: what a conversation has from
 * an earlier one of its run (the beginning that both share, the turns that a compaction kept) or from an earlier run
 * that it goes on with is context there, and trained on where it came first.
 */

import type { Message, Trajectory, TrajectoryRun } from '@nex/core';
import { sameJson } from '../same-json.ts';
import { wellFormed } from '../well-formed.ts';
import { type Conversation, trainFlags } from './conversation.ts';

export interface LeafOptions {
  /** Also the conversations that a compaction took the place of. */
  earlierLeaves: boolean;
}

/** The conversations of one trajectory, made once for all formats that ask for them. */
export class Conversations {
  readonly #trajectory: Trajectory;
  readonly #mend: <T>(value: T) => T;
  readonly #made = new Map<boolean, readonly Conversation[][]>();

  /** @param isWellFormed None of its strings has a lone surrogate. */
  constructor(trajectory: Trajectory, isWellFormed = false) {
    this.#trajectory = trajectory;
    this.#mend = isWellFormed ? (value) => value : wellFormed;
  }

  /** By run in the trajectory's order, oldest conversation first. */
  of(options: LeafOptions): readonly Conversation[][] {
    const made = this.#made.get(options.earlierLeaves) ?? this.#make(options);
    this.#made.set(options.earlierLeaves, made);
    return made;
  }

  #make({ earlierLeaves }: LeafOptions): Conversation[][] {
    const before: TrajectoryRun[] = [];
    return this.#trajectory.runs.map((run) => {
      const all = [...(run.earlierLeaves ?? []), run.messages];
      const kept = earlierLeaves ? all : all.slice(-1);
      const inherited = inheritedLength(run, before);
      before.push(run);
      const trained = kept.length > 1 ? new Trained() : undefined;
      return kept.map((leaf, index) => {
        const messages = this.#mend(withoutMarks(leaf));
        const flags = trainFlags(messages);
        for (let at = 0; at < inherited && at < flags.length; at += 1) flags[at] = false;
        trained?.removeKnown(messages, flags);
        const place = all.length - kept.length + index;
        return { run, leaf: place, leaves: all.length, tools: this.#mend(run.tools), messages, train: flags };
      });
    });
  }
}

/** What was injected is told in the lineage: the model is to see a fault as any other. */
function withoutMarks(messages: readonly Message[]): readonly Message[] {
  const isMarked = (message: Message) =>
    message.content.some((block) => block.type === 'tool_result' && block.injected !== undefined);
  if (!messages.some(isMarked)) return messages;
  return messages.map((message) => {
    if (!isMarked(message)) return message;
    const content = message.content.map((block) => {
      if (block.type !== 'tool_result') return block;
      const { injected: _, ...rest } = block;
      return rest;
    });
    return { ...message, content };
  });
}

/** What is trained on in the conversations of one run so far. */
class Trained {
  readonly #counts = new Map<string, number>();

  /** Takes the flag off each message that an earlier conversation is trained on. */
  removeKnown(messages: readonly Message[], flags: boolean[]): void {
    const here = new Map<string, number>();
    for (const [at, message] of messages.entries()) {
      if (!flags[at]) continue;
      const key = JSON.stringify(message.content);
      const occurrence = (here.get(key) ?? 0) + 1;
      here.set(key, occurrence);
      if (occurrence <= (this.#counts.get(key) ?? 0)) flags[at] = false;
    }
    for (const [key, count] of here) this.#counts.set(key, Math.max(count, this.#counts.get(key) ?? 0));
  }
}

/** How many messages at the beginning are the whole of an earlier run of the same agent. */
function inheritedLength(run: TrajectoryRun, before: readonly TrajectoryRun[]): number {
  let length = 0;
  for (const { agent, messages } of before) {
    if (agent !== run.agent || messages.length <= length || messages.length > run.messages.length) continue;
    const last = messages.length - 1;
    if (!sameJson(messages[last], run.messages[last])) continue;
    if (messages.every((message, at) => sameJson(message, run.messages[at]))) length = messages.length;
  }
  return length;
}
