/**
 * A call of the policy model by a trainer's own agent: the first one begins its rollout, and each is a row before the caller
 * has the whole answer.
 */
import { type ModelDelta, type ModelReply, NexError, type RunModel } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { runModelKeyOf } from '@nex/service';
import type { PipelineContext } from '../../context.ts';
import { batchBell, modelBell } from '../bell.ts';
import { modelTagOf } from '../model-key.ts';
import { type BatchRow, findBatch } from '../store/batch-row.ts';
import { type PolicyCall, promptDigests } from './call-content.ts';
import {
  beginRollout,
  findBase,
  findReply,
  hasEnded,
  type RolloutRow,
  readRollout,
  recordCall,
} from './call-store.ts';
import { type PolicyChatRequest, readChat } from './chat-request.ts';

export interface AskOptions {
  /** Absent: the one under way. */
  attempt: number | undefined;
  agentPath: string;
  /** A repeated key gives the answer that it got. */
  key: string | undefined;
  signal: AbortSignal;
  /** Given: the model is asked to stream. */
  onDelta?: (delta: ModelDelta) => void;
}

export interface PolicyAnswer {
  reply: ModelReply;
  /** It was given before. */
  isRepeated: boolean;
}

/** How long a first call waits for its model to go on. */
const PATIENCE_MS = 60_000;

/**
 * Throws `not_found`, `conflict` for a rollout that the platform runs or that is not running, `model_overloaded` while the
 * model stays paused, and what the model server fails with.
 */
export async function askPolicy(
  context: PipelineContext,
  rolloutId: string,
  body: PolicyChatRequest,
  options: AskOptions,
): Promise<PolicyAnswer> {
  const { key, signal, onDelta, agentPath } = options;
  const asked = { key, digest: digestJson({ body, agentPath }) };
  const { rollout, batch } = await readOwn(context, rolloutId, options.attempt);
  const before = await findReply(context.pool, rollout, asked);
  if (before) return { reply: before, isRepeated: true };
  // What cannot be read begins nothing.
  const { messages, tools, sampling, extra } = readChat(body);
  if (rollout.state === 'queued') await begin(context, rollout, batch, signal);
  else if (rollout.state !== 'running') throw hasEnded(rolloutId);
  const { inference } = batch.spec;
  const model = context.policyModels(settingsOf(context, inference), { sessionId: rolloutId });
  const startedAt = Date.now();
  const request = {
    messages,
    ...(tools.length > 0 && { tools }),
    // What the batch says of sampling counts.
    sampling: { ...sampling, ...definedOf(inference.sampling) },
    ...(extra && { extra }),
  };
  const prompts = promptDigests({ tools, messages });
  // Without it the row keeps the whole prompt.
  const finding = findBase(context.pool, rollout, prompts).catch(() => undefined);
  const reply = await model.call(request, { signal, ...(onDelta && { onDelta }) });
  const call: PolicyCall = { agentPath, messages, tools, reply, startedAt, finishedAt: Date.now() };
  const place = { prompt: prompts.at(-1) ?? '', base: await finding };
  return { reply: await recordCall(context.pool, rollout, asked, call, place), isRepeated: false };
}

/** Throws `not_found`; `conflict` for a rollout that the platform runs, and for an attempt that is over. */
export async function readOwn(
  { pool }: PipelineContext,
  rolloutId: string,
  attempt: number | undefined,
): Promise<{ rollout: RolloutRow; batch: BatchRow }> {
  const rollout = await readRollout(pool, rolloutId);
  const batch = await findBatch(pool, rollout.batch_id);
  if (!batch?.spec.own) {
    throw new NexError('conflict', `The rollout ${rolloutId} is run by the platform.`, {
      where: 'id',
      hint: 'Make a batch with agent: {"own": true} for rollouts of your own program.',
    });
  }
  if (attempt !== undefined && attempt !== rollout.attempt) throw hasEnded(rolloutId);
  return { rollout, batch };
}

async function begin(
  { pool, bell }: PipelineContext,
  rollout: RolloutRow,
  { model_tag: key, spec }: BatchRow,
  signal: AbortSignal,
): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  const terms = { modelKey: key, minVersion: spec.minModelVersion ?? 0, groupTimeoutMs: spec.groupTimeoutMs };
  for (;;) {
    using ear = bell.open(modelBell(key));
    if (await beginRollout(pool, rollout, terms)) break;
    signal.throwIfAborted();
    const leftMs = until - Date.now();
    if (leftMs <= 0) {
      throw new NexError('model_overloaded', `The model ${modelTagOf(key)} is paused.`, {
        hint: 'Ask again when its new weights are in force.',
      });
    }
    await ear.next(leftMs, signal);
  }
  // Whoever follows the batch reckons with its deadline from now on.
  await bell.ring(batchBell(rollout.batch_id));
}

function settingsOf({ config }: PipelineContext, inference: RunModel) {
  const apiKey = runModelKeyOf(config.runModelKeys, inference);
  return {
    model: inference.model,
    baseUrl: inference.baseUrl,
    apiType: inference.kind,
    ...(apiKey === undefined ? {} : { apiKey }),
    extra: inference.askTokens ? { logprobs: true, return_token_ids: true } : {},
  };
}

function definedOf(sampling: RunModel['sampling']) {
  const { temperature, topP, maxTokens } = sampling;
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
}
