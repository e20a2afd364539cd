/** GET /v1/rollouts/{id}, POST /v1/rollouts/{id}/chat/completions and POST /v1/rollouts/{id}/end. */
import { EndRollout, type ModelReply, NexError, newId, Rollout, toNexError } from '@nex/core';
import { clientSignal, OpenAiError, openAiError, sendLines, sendOpenAiError } from '@nex/http';
import * as z from 'zod';
import { idempotencyKey } from '../../../api/http/idempotency-key.ts';
import type { Route } from '../../../api/http/index.ts';
import type { PipelineContext } from '../../../context.ts';
import { type AskOptions, askPolicy } from '../../own/ask-policy.ts';
import { readRollout } from '../../own/call-store.ts';
import {
  chunkOf,
  completionOf,
  deltaChunk,
  lastChunks,
  PolicyChatCompletion,
  wholeChunk,
} from '../../own/chat-answer.ts';
import { PolicyChatRequest } from '../../own/chat-request.ts';
import { endOwnRollout, viewOf } from '../../own/end-own.ts';
import { findBatch } from '../../store/batch-row.ts';

const RolloutParams = z.object({ id: z.string().min(1).max(100).describe('Id of a rollout.') });
const CallHeaders = z.looseObject({
  'x-agent-path': z
    .string()
    .max(500)
    .optional()
    .describe("Which agent of the program asks: names from the root down. Default: the root agent's."),
  'x-rollout-attempt': z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Refused when another attempt is under way. Default: the one that is.'),
});

export const getRolloutRoute: Route = (app, context) => {
  app.get(
    '/v1/rollouts/:id',
    {
      schema: {
        summary: 'Read a rollout: its task, and where it stands',
        tags: ['rollouts'],
        operationId: 'getRollout',
        params: RolloutParams,
        response: { 200: Rollout },
      },
    },
    async (request) => {
      const rollout = await readRollout(context.pool, request.params.id);
      const batch = await findBatch(context.pool, rollout.batch_id);
      if (!batch) throw new NexError('not_found', `There is no rollout ${rollout.id}.`, { where: 'id' });
      return viewOf(rollout, batch);
    },
  );
};

export const endRolloutRoute: Route = (app, context) => {
  app.post(
    '/v1/rollouts/:id/end',
    {
      schema: {
        summary: "End a rollout that a trainer's own agent ran, with its reward",
        tags: ['rollouts'],
        operationId: 'endRollout',
        params: RolloutParams,
        body: EndRollout.prefault({}),
        response: { 200: Rollout },
      },
    },
    (request) => endOwnRollout(context, request.params.id, request.body),
  );
};

/** Errors have OpenAI's form, for any client of its API. */
export const askPolicyRoute: Route = (app, context) => {
  app.post(
    '/v1/rollouts/:id/chat/completions',
    {
      schema: {
        summary: "Ask the policy model in a rollout of a trainer's own agent (OpenAI chat completions)",
        tags: ['rollouts'],
        operationId: 'askPolicy',
        params: RolloutParams,
        headers: CallHeaders,
        body: PolicyChatRequest,
        response: {
          200: {
            description: 'The answer of the model; with `stream`, its parts as lines of `data:`.',
            content: {
              'application/json': { schema: PolicyChatCompletion },
              'text/event-stream': { schema: z.string() },
            },
          },
          '4xx': OpenAiError,
          '5xx': OpenAiError,
        },
      },
      errorHandler: sendOpenAiError,
    },
    async (request, reply) => {
      const { body, headers } = request;
      const options = {
        key: idempotencyKey(headers['idempotency-key'] as string | undefined),
        agentPath: headers['x-agent-path'] ?? '',
        attempt: headers['x-rollout-attempt'],
      };
      const { id } = request.params;
      if (body.stream) {
        const parts = startAnswer(context, id, body, options, clientSignal(request));
        // What can be refused has a status.
        await parts.begun;
        await sendLines(request, reply, () => parts.chunks);
        return reply;
      }
      using client = clientSignal(request);
      const { reply: answer } = await askPolicy(context, id, body, { ...options, signal: client.signal });
      return completionOf(headOf(answer), answer);
    },
  );
};

/**
 * The parts of a streamed answer: what the model writes as it comes, and the end of it once the call is a row. `begun`
 * resolves with the first part, and rejects with what comes before it.
 */
function startAnswer(
  context: PipelineContext,
  id: string,
  body: PolicyChatRequest,
  options: Omit<AskOptions, 'signal' | 'onDelta'>,
  client: ReturnType<typeof clientSignal>,
) {
  const head = headOf({ model: body.model ?? '' });
  const first = { role: 'assistant', content: '' };
  const begun = Promise.withResolvers<void>();
  const spoiled = new AbortController();
  const signal = AbortSignal.any([client.signal, spoiled.signal]);
  const waiting: object[] = [];
  let wake = () => {};
  let done = false;
  let sent = 0;
  const say = (...parts: object[]) => {
    if (sent === 0) waiting.push(chunkOf(head, first));
    sent += parts.length;
    waiting.push(...parts);
    begun.resolve();
    wake();
  };
  askPolicy(context, id, body, {
    ...options,
    signal,
    onDelta(delta) {
      if (delta.type !== 'restart') say(deltaChunk(head, delta));
      // Nothing that was sent can be taken back.
      else if (sent > 0)
        spoiled.abort(new NexError('model_unreachable', 'The answer of the model broke off.'));
    },
  })
    .then(({ reply, isRepeated }) => {
      const whole = isRepeated || sent === 0 ? [wholeChunk(head, reply)] : [];
      say(...whole, ...lastChunks(head, reply, body.stream_options?.include_usage === true));
    })
    .catch((thrown: unknown) => {
      if (sent === 0) return begun.reject(thrown);
      const { code, message } = toNexError(spoiled.signal.aborted ? spoiled.signal.reason : thrown);
      say(openAiError(code, message));
    })
    .finally(() => {
      done = true;
      client[Symbol.dispose]();
      wake();
    });
  async function* chunks() {
    for (;;) {
      yield* waiting.splice(0);
      if (done && waiting.length === 0) return;
      if (waiting.length > 0) continue;
      const woken = Promise.withResolvers<void>();
      wake = woken.resolve;
      await woken.promise;
    }
  }
  return { begun: begun.promise, chunks: chunks() };
}

function headOf({ model }: Pick<ModelReply, 'model'>) {
  return { id: newId('policyAnswer'), created: Math.floor(Date.now() / 1000), model };
}
