/** Shapes: good trajectories of one kind, different for each draw. What is planted goes into a fresh one. */
import {
  type Message,
  type ToolDefinition,
  type Trajectory,
  type TrajectoryRun,
  textMessage,
  textOf,
} from '@nex/core';
import { assistant, child, result, run, tool, trajectory } from '../trajectory.fixture.ts';
import type { Draw } from './draw.ts';

export interface Shape {
  name: string;
  language: 'en' | 'zh';
  build(draw: Draw): Trajectory;
}

const STRINGS = (...names: string[]) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string', minLength: 1 }])),
  required: names.slice(0, 1),
});

/** Tools that the shapes share. An action may not be repeated. */
export const TOOLS: Readonly<Record<string, ToolDefinition>> = {
  search: tool('search', 'mcp', STRINGS('query')),
  fetch: tool('fetch', 'mcp', STRINGS('url')),
  calculate: tool('calculate', 'builtin', STRINGS('expression')),
  run_shell: tool('run_shell', 'builtin', STRINGS('command')),
  read_file: tool('read_file', 'builtin', STRINGS('path')),
  write_file: tool('write_file', 'builtin', STRINGS('path', 'content')),
  list_orders: tool('list_orders', 'mcp', STRINGS('customer')),
  get_order: tool('get_order', 'mcp', STRINGS('order_id')),
  send_email: { ...tool('send_email', 'mcp', STRINGS('to', 'subject', 'body')), repeatable: false },
  Agent: tool('Agent', 'sub_agent', STRINGS('sub_agent_name', 'message')),
};

export function toolsNamed(...names: string[]): ToolDefinition[] {
  return names.map((name) => TOOLS[name] as ToolDefinition);
}

/** Calls with their results, each a turn of its own. */
export function turns(
  prefix: string,
  ...steps: readonly (readonly [name: string, args: Record<string, string>, text: string])[]
): Message[] {
  return steps.flatMap(([name, args, text], at) => [
    assistant('', [`${prefix}_${at}`, name, JSON.stringify(args)]),
    result(`${prefix}_${at}`, name, text),
  ]);
}

export const asked = (system: string, user: string): Message[] => [
  textMessage('system', system),
  textMessage('user', user),
];

/** One agent alone. */
export function solo(tools: ToolDefinition[], ...messages: Message[]): Trajectory {
  return trajectory(rootRun(tools, ...messages));
}

export function rootRun(tools: ToolDefinition[], ...messages: Message[]): TrajectoryRun {
  return run([], { tools, messages, response: textOf(messages.at(-1) ?? { content: [] }) });
}

export function childRun(id: string, tools: ToolDefinition[], ...messages: Message[]): TrajectoryRun {
  const response = textOf(messages.at(-1) ?? { content: [] });
  return child([], { runId: `run_${id}`, agent: id, parentCallId: `c_${id}`, tools, messages, response });
}

/** A copy with the root's messages changed. */
export function withRootMessages(
  trajectory: Trajectory,
  change: (messages: readonly Message[]) => Message[],
): Trajectory {
  return {
    ...trajectory,
    runs: trajectory.runs.map((run, at) => (at === 0 ? { ...run, messages: change(run.messages) } : run)),
  };
}

/** A copy whose final answer is changed. */
export function withAnswer(trajectory: Trajectory, change: (text: string) => string): Trajectory {
  return withRootMessages(trajectory, (messages) => {
    const last = messages.at(-1);
    return [...messages.slice(0, -1), assistant(change(last ? textOf(last) : ''))];
  });
}

/** A copy with messages before the final answer. */
export function beforeAnswer(trajectory: Trajectory, ...added: Message[]): Trajectory {
  return withRootMessages(trajectory, (messages) => [
    ...messages.slice(0, -1),
    ...added,
    ...messages.slice(-1),
  ]);
}

/** A copy whose request says more. */
export function alsoAsked(trajectory: Trajectory, text: string): Trajectory {
  return withRootMessages(trajectory, (messages) =>
    messages.map((message) =>
      message.role === 'user' ? textMessage('user', `${textOf(message)} ${text}`) : message,
    ),
  );
}

/** The root has a tool of this name. */
export function hasTool(trajectory: Trajectory, name: string): boolean {
  return trajectory.runs[0]?.tools.some((one) => one.name === name) === true;
}

/** A copy whose root has this tool as well. */
export function withTool(trajectory: Trajectory, name: string): Trajectory {
  if (hasTool(trajectory, name)) return trajectory;
  return {
    ...trajectory,
    runs: trajectory.runs.map((run, at) =>
      at === 0 ? { ...run, tools: [...run.tools, ...toolsNamed(name)] } : run,
    ),
  };
}
