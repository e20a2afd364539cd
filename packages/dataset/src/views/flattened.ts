/**
 * All runs of a trajectory as one conversation: what a sub-agent said and heard, its system prompt and task included,
 * stands between the call that started it and that call's result. The tools of all agents are put together, the first
 * definition of a name counting. Ids of a sub-agent's calls carry its run, because ids are unique only within one.
 */
import type { Block, Message, Sample, ToolDefinition } from '@nex/core';
import type { Losses } from '../losses/losses.ts';
import { sameJson } from '../same-json.ts';
import type { Conversation, RowSource } from './conversation.ts';
import type { Conversations, LeafOptions } from './leaves.ts';
import { rootIndex, rowId } from './root.ts';

export function flattenedRows(
  sample: Sample,
  options: LeafOptions,
  conversations: Conversations,
): RowSource[] {
  const root = rootIndex(sample);
  // A sub-agent's earlier conversations are in no row here, so its last one is trained on as a whole.
  const all = [...conversations.of({ earlierLeaves: false })];
  if (options.earlierLeaves) all[root] = conversations.of(options)[root] ?? [];
  const flattening = new Flattening(sample, all);
  const rows = (all[root] ?? []).map((own): RowSource => {
    const { messages, train, tools } = flattening.of(own, true);
    const conversation = { ...own, messages, train, tools };
    return { id: rowId(sample.id, own), sample, conversation, beside: [], losses: {} };
  });
  const last = rows.at(-1);
  if (last) last.losses = flattening.losses(root, options);
  return rows;
}

interface Flat {
  messages: Message[];
  train: boolean[];
  tools: ToolDefinition[];
}

class Flattening {
  readonly #sample: Sample;
  readonly #all: readonly Conversation[][];
  readonly #placed = new Set<string>();
  #otherTools = 0;

  constructor(sample: Sample, all: readonly Conversation[][]) {
    this.#sample = sample;
    this.#all = all;
  }

  of(conversation: Conversation, isRoot: boolean): Flat {
    const { run } = conversation;
    this.#placed.add(run.runId);
    const flat: Flat = { messages: [], train: [], tools: [...conversation.tools] };
    for (const [at, message] of conversation.messages.entries()) {
      flat.messages.push(isRoot ? message : withRunIds(message, run.runId));
      flat.train.push(conversation.train[at] ?? false);
      for (const block of message.content) {
        if (block.type === 'tool_call') this.#placeCallees(run.runId, block.id, flat);
      }
    }
    return flat;
  }

  #placeCallees(runId: string, callId: string, flat: Flat): void {
    for (const leaves of this.#all) {
      const last = leaves.at(-1);
      if (!last || last.run.parentRunId !== runId || last.run.parentCallId !== callId) continue;
      if (this.#placed.has(last.run.runId)) continue;
      const inner = this.of(last, false);
      flat.messages.push(...inner.messages);
      flat.train.push(...inner.train);
      for (const tool of inner.tools) {
        const known = flat.tools.find(({ name }) => name === tool.name);
        if (!known) flat.tools.push(tool);
        else if (!sameJson(known.inputSchema, tool.inputSchema)) this.#otherTools += 1;
      }
    }
  }

  losses(root: number, options: LeafOptions): Losses {
    const { runs } = this.#sample.trajectory;
    const leaves = runs.reduce(
      (sum, run, index) =>
        sum + (options.earlierLeaves && index === root ? 0 : (run.earlierLeaves?.length ?? 0)),
      0,
    );
    const missing = runs.length - this.#placed.size;
    return {
      ...(leaves > 0 && { earlier_leaves: leaves }),
      ...(missing > 0 && { sub_agents: missing }),
      ...(this.#otherTools > 0 && { tool_definitions: this.#otherTools }),
    };
  }
}

function withRunIds(message: Message, runId: string): Message {
  if (!message.content.some((block) => block.type === 'tool_call' || block.type === 'tool_result'))
    return message;
  const content = message.content.map((block): Block => {
    if (block.type === 'tool_call') return { ...block, id: `${runId}/${block.id}` };
    if (block.type === 'tool_result') return { ...block, toolCallId: `${runId}/${block.toolCallId}` };
    return block;
  });
  return { ...message, content };
}
