import { clientSignal, OpenAiError, openAiError, sendLines, sendOpenAiError } from '@nex/http';
import * as z from 'zod';
import { ChatCompletion, ModelList } from '../../chat/chat-answers.ts';
import { chatChunk, chatCompletion, chatUsage, finishReason } from '../../chat/chat-reply.ts';
import { ChatRequest } from '../../chat/chat-request.ts';
import { completed, followChat, startChat } from '../../chat/run-chat.ts';
import type { Context } from '../../context.ts';
import { listAgents } from '../../store/agents.ts';
import type { Operation } from './index.ts';
import { tenantOf } from './own-routes.ts';

/**
 * `POST /v1/chat/completions` and `GET /v1/models`, for any client of OpenAI's API: `model` is the name of an agent.
 * Errors have OpenAI's form. A client that goes away cancels the run, unless it sent `nex_on_disconnect: "continue"`.
 */
export const chatCompletionsOperation: Operation = (app, context) => {
  app.post(
    '/v1/chat/completions',
    {
      schema: {
        tags: ['agents'],
        summary: 'Talk to a named agent as if it were a model (OpenAI chat completions)',
        operationId: 'createChatCompletion',
        body: ChatRequest,
        response: {
          200: {
            description: 'The answer of the agent; with `stream`, its parts as lines of `data:`.',
            content: {
              'application/json': { schema: ChatCompletion },
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
      const { body } = request;
      const run = await startChat(context, tenantOf(request), body);
      if (body.stream) {
        await sendLines(request, reply, (signal) => chunks(context, body, run, signal));
        return reply;
      }
      using client = clientSignal(request);
      const following = followChat(context, run, { live: false, ...policyOf(body), signal: client.signal });
      let step = await following.next();
      while (!step.done) step = await following.next();
      return chatCompletion(completed(step.value), body.model);
    },
  );
  app.get(
    '/v1/models',
    {
      schema: {
        tags: ['agents'],
        summary: 'List the named agents as models (OpenAI)',
        operationId: 'listModels',
        response: { 200: ModelList },
      },
    },
    async (request) => {
      const { items } = await listAgents(context.pool, tenantOf(request), { limit: 1000 });
      const data = items.map(({ name, createdAt }) => ({
        id: name,
        object: 'model' as const,
        created: Math.floor(Date.parse(createdAt) / 1000),
        owned_by: 'nex' as const,
      }));
      return { object: 'list' as const, data };
    },
  );
};

async function* chunks(
  context: Context,
  request: ChatRequest,
  run: Awaited<ReturnType<typeof startChat>>,
  signal: AbortSignal,
): AsyncIterable<unknown> {
  const { model } = request;
  yield chatChunk(run, model, { role: 'assistant', content: '' });
  // An answer that must have a form is corrected until it has it: only the last one is of use.
  const live = request.nex_live !== false && request.response_format?.json_schema === undefined;
  const following = followChat(context, run, { live, ...policyOf(request), signal });
  let step = await following.next();
  for (; !step.done; step = await following.next()) yield chatChunk(run, model, { content: step.value });
  const ended = step.value;
  if (ended.state !== 'completed') {
    const { code, message } = ended.failure ?? {
      code: 'internal',
      message: `The run ended as ${ended.state}.`,
    };
    yield openAiError(code, message);
    return;
  }
  yield chatChunk(run, model, {}, finishReason(ended.stopReason));
  if (request.stream_options?.include_usage) {
    yield { ...chatChunk(run, model, {}), choices: [], usage: chatUsage(ended.usage) };
  }
}

function policyOf({ nex_on_disconnect: policy }: ChatRequest) {
  return { onDisconnect: policy ?? ('cancel' as const) };
}
