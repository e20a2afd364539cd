/** A folder of agent files, a scripted model for each agent, and a local agent over them: what the tests share. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type JsonObject,
  type Message,
  type Model,
  type ModelReply,
  type ModelRequest,
  type RunEvent,
  type ToolCallBlock,
  textOf,
} from '@nex/core';
import type { LocalAgent } from '../open-local-agent.ts';
import { openLocalAgent } from '../open-local-agent.ts';
import type { OpenLocalAgentOptions, RunPlace } from '../options.ts';
import { makeFolder } from './folder.ts';

export type Step =
  | { text: string; tokens?: [number, number] }
  | { calls: ToolCallBlock[]; text?: string }
  | ((request: ModelRequest, signal: AbortSignal) => Promise<ModelReply>);

export function call(id: string, name: string, args: JsonObject = {}): ToolCallBlock {
  return { type: 'tool_call', id, name, argumentsText: JSON.stringify(args), arguments: args };
}

export function reply(step: Exclude<Step, (...args: never[]) => unknown>): ModelReply {
  const calls = 'calls' in step ? step.calls : [];
  const [inputTokens, outputTokens] = ('tokens' in step ? step.tokens : undefined) ?? [10, 5];
  return {
    message: {
      role: 'assistant',
      content: [...(step.text === undefined ? [] : [{ type: 'text' as const, text: step.text }]), ...calls],
    },
    finishReason: calls.length > 0 ? 'tool_calls' : 'stop',
    usage: { inputTokens, outputTokens, cachedInputTokens: 0, reasoningTokens: 0, modelCalls: 1 },
    model: 'scripted',
  };
}

export interface Bench extends AsyncDisposable {
  agent: LocalAgent;
  workspace: string;
  folder: string;
  /** In the order of the calls, over all agents. */
  requests: ModelRequest[];
  events: { event: RunEvent; place: RunPlace }[];
}

/**
 * `files`: paths and contents; the first is opened. `scripts`: steps by the first word of the system prompt, so that
 * agents that run at the same time each have their own. Nothing stays behind when the agent cannot be opened.
 */
export async function openBench(
  files: Record<string, string>,
  scripts: Record<string, Step[]>,
  options: Partial<OpenLocalAgentOptions> = {},
): Promise<Bench> {
  await using stack = new AsyncDisposableStack();
  const { path: folder } = stack.use(await makeFolder());
  const workspace = join(folder, 'workspace');
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, 'files', path)), { recursive: true });
    await writeFile(join(folder, 'files', path), content);
  }
  const requests: ModelRequest[] = [];
  const events: Bench['events'] = [];
  const model: Model = {
    name: 'scripted',
    provider: 'test',
    async call(request, { signal, onDelta }) {
      requests.push({ ...request, messages: [...request.messages] });
      const step = scripts[nameOf(request.messages)]?.shift();
      if (!step) throw new Error('the script is over');
      if (typeof step === 'function') return step(request, signal);
      if (step.text) onDelta?.({ type: 'text', delta: step.text });
      return reply(step);
    },
  };
  const [first = ''] = Object.keys(files);
  const agent = stack.use(
    await openLocalAgent({
      file: join(folder, 'files', first),
      environment: {},
      workspaceDirectory: workspace,
      models: () => model,
      emit: (event, place) => void events.push({ event, place }),
      ...options,
    }),
  );
  const opened = stack.move();
  return {
    agent,
    workspace,
    folder,
    requests,
    events,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function nameOf(messages: readonly Message[]): string {
  const [system] = messages;
  return (system ? textOf(system) : '').split(/\W/)[0] ?? '';
}

/** The text of the last result that a request holds. */
export function lastResult(request: ModelRequest | undefined): string {
  const last = request?.messages.at(-1);
  const block = last?.content.find((one) => one.type === 'tool_result');
  return block?.type === 'tool_result' ? textOf(block) : '';
}
