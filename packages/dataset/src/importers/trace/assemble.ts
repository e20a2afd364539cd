/**
 * A trace as a trajectory. Conversations come from what was said (`conversations.ts`), runs from who owned them, parents
 * from the tree of spans, and the call that started a run from the span of the tool in between, else from what the call
 * handed over.
 */
import { addUsage, NO_USAGE, type ToolCallBlock, type ToolDefinition, type TrajectoryRun } from '@nex/core';
import { answerText } from '../finish/answer-text.ts';
import { delegatingCall, TakenCalls } from '../finish/link-runs.ts';
import { runEnd } from '../finish/run-end.ts';
import { type FinishFacts, finishTrajectory } from '../finish/trajectory.ts';
import type { ImportedTrajectory } from '../importer.ts';
import type { Notes } from '../notes.ts';
import { mainConversation, mainLeaf } from './choose-leaf.ts';
import { type Conversation, conversationsOf } from './conversations.ts';
import { recordedOnce } from './recorded-once.ts';
import { isModelCall, type TraceSpan } from './span.ts';
import { SpanTree } from './span-tree.ts';
import { spansOfCalls, withToolSpans } from './tool-spans.ts';

/** A run that is being made, with what it was made of. */
interface Draft {
  run: TrajectoryRun;
  conversation: Conversation;
  /** Whether it is the conversation of its owner, or beside it. */
  isOwn: boolean;
  toolSpans: ReadonlyMap<ToolCallBlock, TraceSpan>;
}

/** Absent when no model call of the trace has messages. */
export function assembleTrace(
  spans: readonly TraceSpan[],
  facts: Omit<FinishFacts, 'model' | 'provider'>,
  notes: Notes,
): ImportedTrajectory | undefined {
  const tree = new SpanTree(spans, notes);
  const calls = recordedOnce(tree.spans.filter(isModelCall), tree);
  for (const call of calls) {
    if (!call.model.answer)
      notes.add('model_call_failed', `span ${call.id}`, call.isError ? 'failed' : 'no answer');
  }
  const conversations = conversationsOf(calls, {
    ownerOf: (call) => tree.ownerOf(call.id),
    mayContinue: (a, b) => !tree.isAbove(a, b) && !tree.isAbove(b, a),
  }).filter((each) => each.leaves.some((leaf) => leaf.messages.length > 0));
  const drafts = conversations.map((conversation) =>
    draftOf(conversation, conversations, tree, facts.traceId, notes),
  );
  const root =
    drafts.find((draft) => draft.isOwn && parentOf(draft, drafts, tree) === undefined) ?? drafts[0];
  if (!root) return undefined;
  const taken = new TakenCalls();
  for (const draft of drafts) {
    if (draft === root) continue;
    const parent = parentOf(draft, drafts, tree);
    if (!parent) notes.add('several_roots', `run ${draft.run.runId}`, 'runs without a parent');
    link(draft, parent ?? root, tree, taken, notes);
  }
  const ordered = inDepth(root, drafts);
  const last = root.conversation.calls.at(-1)?.model;
  return finishTrajectory(
    ordered.map((draft) => draft.run),
    { ...facts, model: last?.name ?? '', provider: last?.provider ?? '' },
    notes,
  );
}

function draftOf(
  conversation: Conversation,
  all: readonly Conversation[],
  tree: SpanTree,
  traceId: string,
  notes: Notes,
): Draft {
  const { ownerId, leaves, calls } = conversation;
  const owner = tree.get(ownerId);
  const isOwn =
    mainConversation(
      all.filter((each) => each.ownerId === ownerId),
      owner,
    ) === conversation;
  const first = calls[0];
  const runId = isOwn ? ownerId || traceId : (first?.id ?? traceId);
  const main = mainLeaf(conversation, owner);
  const agentSpan = isOwn && owner?.kind === 'agent' ? owner : undefined;
  const below = tree.spans.filter((span) => tree.ownerOf(span.id) === ownerId);
  const earlier = leaves.filter((leaf) => leaf !== main).map((leaf) => leaf.messages);
  const toolSpans = spansOfCalls([main.messages, ...earlier], below);
  const messages = withToolSpans(main.messages, toolSpans);
  if (earlier.length > 0) notes.add('history_rewritten', `run ${runId}`, `${earlier.length} earlier`);
  const lastCall = main.calls.at(-1);
  const end = runEnd({
    messages,
    modelFailed: lastCall !== undefined && !lastCall.model.answer,
    ...(lastCall?.model.finishReason === undefined ? {} : { finishReason: lastCall.model.finishReason }),
    ...endOf(agentSpan),
  });
  const endMs = agentSpan?.endMs ?? calls.at(-1)?.endMs;
  const run: TrajectoryRun = {
    runId,
    parentRunId: null,
    parentCallId: null,
    agent: (isOwn ? owner?.name : first?.name) ?? '',
    depth: 0,
    ...end,
    tools: toolsOf(conversation),
    messages,
    ...(earlier.length > 0 && { earlierLeaves: earlier }),
    response: answerText(messages) || givenBack(agentSpan),
    usage: calls.reduce((sum, call) => addUsage(sum, call.model.usage), NO_USAGE),
    startedAt: isoTime(agentSpan?.startMs ?? first?.startMs) ?? '',
    finishedAt: isoTime(endMs) ?? null,
  };
  return { run, conversation, isOwn, toolSpans };
}

/** Of the nearest owner above that has a conversation; for one beside it, the owner's own. */
function parentOf(draft: Draft, drafts: readonly Draft[], tree: SpanTree): Draft | undefined {
  const { ownerId } = draft.conversation;
  const ownOf = (id: string) =>
    drafts.find((each) => each !== draft && each.isOwn && each.conversation.ownerId === id);
  if (!draft.isOwn) return ownOf(ownerId);
  for (const span of tree.ancestors(ownerId)) {
    const found = ownOf(span.id);
    if (found) return found;
  }
  return ownerId === '' ? undefined : ownOf('');
}

function link(draft: Draft, parent: Draft, tree: SpanTree, taken: TakenCalls, notes: Notes): void {
  const { run, conversation } = draft;
  const where = `run ${run.runId}`;
  run.parentRunId = parent.run.runId;
  if (!draft.isOwn) notes.add('side_conversation', where, 'a conversation beside that of its agent');
  const between = [...(draft.isOwn ? tree.ancestors(conversation.ownerId) : [])];
  const started = [...parent.toolSpans].find(
    ([, span]) => span.id === conversation.ownerId || between.includes(span),
  )?.[0];
  if (started) taken.add(parent.run.runId, started.id);
  run.parentCallId = started?.id ?? delegatingCall(parent.run, run, taken) ?? null;
  if (run.parentCallId === null && draft.isOwn) notes.add('sub_agent_unlinked', where, `agent ${run.agent}`);
}

/** Root first, then in order of starting; depths from the parents. */
function inDepth(root: Draft, drafts: readonly Draft[]): Draft[] {
  const byId = new Map(drafts.map((draft) => [draft.run.runId, draft]));
  const depthOf = ({ run }: Draft, seen = 0): number => {
    const parent = run.parentRunId === null ? undefined : byId.get(run.parentRunId);
    return parent && seen < drafts.length ? 1 + depthOf(parent, seen + 1) : 0;
  };
  for (const draft of drafts) draft.run.depth = depthOf(draft);
  return [root, ...drafts.filter((draft) => draft !== root)];
}

function toolsOf({ calls }: Conversation): ToolDefinition[] {
  const tools = new Map(calls.flatMap((call) => call.model.tools.map((tool) => [tool.name, tool])));
  return [...tools.values()];
}

/** A span without an end may have been cut off. */
function endOf(span: TraceSpan | undefined): { agentSpan?: 'ended' | 'failed' } {
  if (span?.isError) return { agentSpan: 'failed' };
  return span?.endMs === undefined ? {} : { agentSpan: 'ended' };
}

function givenBack(span: TraceSpan | undefined): string {
  return typeof span?.output === 'string' ? span.output : '';
}

function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
