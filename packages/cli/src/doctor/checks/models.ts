/** Whether the model of each role answers: one tiny completion for each server and model. */
import { textMessage, toNexError } from '@nex/core';
import { createModelFactory } from '@nex/llm';
import { type Check, type Finding, fail, ok, warn } from '../check.ts';
import type { ModelRole } from '../deployment.ts';

const SLOW_MS = 10_000;
const TIMEOUT_MS = 30_000;

export const models: Check = {
  name: 'models',
  about: 'the model of each role answers a tiny question',
  limitMs: 2 * TIMEOUT_MS,
  async run({ deployment, signal }) {
    if (deployment.models.length === 0) {
      return [fail('models', 'no model server is known', 'Set LLM_BASE_URL and LLM_MODEL.')];
    }
    const same = Map.groupBy(deployment.models, ({ baseUrl, model, apiKey }) =>
      JSON.stringify([baseUrl, model, apiKey ?? null]),
    );
    return Promise.all([...same.values()].map((roles) => ask(roles, signal)));
  },
};

async function ask(roles: readonly ModelRole[], signal: AbortSignal): Promise<Finding> {
  const [first] = roles as [ModelRole];
  const subject = roles.map(({ role }) => role).join(', ');
  const where = `${first.model} at ${hostOf(first.baseUrl)}`;
  await using factory = createModelFactory({ ...first, retry: { attempts: 1 }, timeoutMs: TIMEOUT_MS });
  const startedAt = performance.now();
  try {
    const messages = [textMessage('user', 'Answer with the word ok.')];
    await factory().call({ messages, sampling: { maxTokens: 16 } }, { signal });
  } catch (thrown) {
    const { code, message } = toNexError(thrown, 'internal', 'The call failed.');
    const todo =
      code === 'model_unreachable'
        ? 'Start the model server, or correct LLM_BASE_URL.'
        : 'Correct LLM_MODEL and LLM_API_KEY, or see what the server says.';
    return fail(subject, `${where}: ${message}`, todo);
  }
  const ms = Math.round(performance.now() - startedAt);
  if (ms < SLOW_MS) return ok(subject, `${where} answers in ${ms} ms`);
  return warn(
    subject,
    `${where} took ${(ms / 1000).toFixed(1)} s for a few words`,
    'Look at the load of the server.',
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is none';
}
