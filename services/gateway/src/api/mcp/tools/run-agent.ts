/** run_agent: an agent works on a message. A caller that cancels meanwhile ends the run. */
import type { Client } from '@nex/client';
import { BundlePath, type CreateRun, NexError } from '@nex/core';
import * as z from 'zod';
import { defineTool, IDEMPOTENCY_KEY, STARTS, type ToolCall, waitSeconds } from '../tool.ts';
import { followRun, RunView } from './run-view.ts';

const CANCEL_TIMEOUT_MS = 5000;

const Input = z.strictObject({
  message: z.string().min(1).max(200_000).describe('What the user says.'),
  framework_id: z.string().max(100).optional().describe('A ready framework: fw_…'),
  digest: z.string().max(100).optional().describe('A bundle: sha256:…'),
  agent_name: z.string().max(200).optional().describe('An agent that is registered under this name.'),
  files: z
    .array(z.strictObject({ path: BundlePath, content: z.string().max(2_000_000) }))
    .min(1)
    .max(400)
    .optional()
    .describe('All files of a bundle of your own.'),
  continues_run_id: z.string().max(100).optional().describe('A finished run whose conversation goes on.'),
  agent: z
    .string()
    .max(400)
    .optional()
    .describe("Path of the agent's file in the bundle. Default: its entry."),
  seed: z.number().int().min(0).max(4_294_967_295).default(7),
  max_tokens: z.number().int().min(1).optional().describe('Of the run with all its sub-agents.'),
  max_cost_usd: z.number().positive().optional(),
  timeout_seconds: z.number().positive().max(86_400).optional(),
  wait_seconds: waitSeconds(120),
  idempotency_key: IDEMPOTENCY_KEY,
});

export const runAgent = defineTool({
  name: 'run_agent',
  title: 'Run an agent',
  description:
    'Runs an agent on a message, with its real tools, and waits for its answer: what it does is told as progress. ' +
    'Which agent: exactly one of framework_id, digest, agent_name, files and continues_run_id. When wait_seconds are ' +
    'over the run goes on, and get_run has the rest; when you cancel the call, the run ends. Nobody is asked for ' +
    'permissions: a tool call that needs one is denied. Takes model calls.',
  input: Input,
  output: RunView,
  hints: STARTS,
  async run(input, call) {
    const { client } = call.context;
    const source = await sourceOf(client, input, call.signal);
    // Not with the signal: what was asked for may be there already, and must be ended by its id.
    const { id } = await client.runs.create({ ...source, ...requestOf(input) });
    try {
      return await followRun(call, id, input.wait_seconds);
    } catch (thrown) {
      if (call.signal.aborted) await endRun(call, id);
      throw thrown;
    }
  },
});

async function endRun({ context: { client } }: ToolCall, id: string): Promise<void> {
  await client.runs.cancel(id, { signal: AbortSignal.timeout(CANCEL_TIMEOUT_MS) }).catch(() => {});
}

const SOURCES = ['framework_id', 'digest', 'agent_name', 'files', 'continues_run_id'] as const;

async function sourceOf(
  client: Client,
  input: z.output<typeof Input>,
  signal: AbortSignal,
): Promise<Pick<CreateRun, 'frameworkDigest' | 'files' | 'agent' | 'continuesRunId'>> {
  if (SOURCES.filter((name) => input[name] !== undefined).length !== 1) {
    throw new NexError('invalid_request', `Exactly one of ${SOURCES.join(', ')} is needed.`, {
      where: 'arguments',
      hint: 'list_frameworks has what can be run.',
    });
  }
  const { agent, digest, files, framework_id: frameworkId, agent_name: name } = input;
  const part = agent === undefined ? {} : { agent };
  if (files) return { files, ...part };
  if (digest !== undefined) return { frameworkDigest: digest, ...part };
  if (name !== undefined) {
    const registered = await client.agents.get(name, { signal });
    return { frameworkDigest: registered.frameworkDigest, agent: registered.agent };
  }
  if (frameworkId === undefined) return { continuesRunId: input.continues_run_id };
  const framework = await client.frameworks.get(frameworkId, { signal });
  if (framework.digest !== undefined) return { frameworkDigest: framework.digest, ...part };
  throw new NexError('conflict', `The framework is ${framework.state}: there is nothing to run.`, {
    where: 'arguments.framework_id',
    hint: 'get_framework with wait_seconds waits until it is ready.',
  });
}

function requestOf(input: z.output<typeof Input>) {
  const { message, seed, max_tokens: maxTokens, max_cost_usd: maxCostUsd, timeout_seconds: seconds } = input;
  const limits = {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(maxCostUsd !== undefined && { maxCostUsd }),
    ...(seconds !== undefined && { timeoutMs: Math.ceil(seconds * 1000) }),
  };
  const { idempotency_key: idempotencyKey } = input;
  return {
    input: message,
    seed,
    unattended: true,
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}
