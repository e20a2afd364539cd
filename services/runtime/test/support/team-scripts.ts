/** Teams for tests: a bundle, and models that act by a script per agent. */
import type { BundleFile, Run, RunEvent, Team, TeamTask } from '@nex/core';
import { expect } from 'vitest';
import { type Answer, type Asked, answersIn, systemText } from './model-server.ts';

export const TEAM_FILES: BundleFile[] = [
  {
    path: 'lead.yaml',
    content: 'type: agent\nname: lead\nsystem_prompt: You are the lead.\nllm_config: {}\n',
  },
  {
    path: 'coder.yaml',
    content:
      'type: agent\nname: coder\ndescription: Writes code.\nsystem_prompt: You are the coder.\nllm_config: {}\nmax_iterations: 8\n',
  },
  {
    path: 'writer.yaml',
    content:
      'type: agent\nname: writer\ndescription: Writes prose.\nsystem_prompt: You are the writer.\nllm_config: {}\n',
  },
];

export const CANDIDATES = { coder: 'coder.yaml', writer: 'writer.yaml' };

/** What an agent that was asked knows of itself. */
export interface Turn {
  asked: Asked;
  /** `leader`, `coder-1`. */
  agentId: string;
  /** What the leader's user said first; `''` for teammates. */
  input: string;
  /** Answers that it gave before. */
  turn: number;
  /** Text of the newest message. */
  last: string;
}

export function turnOf(asked: Asked): Turn {
  const agentId = /You are ([a-z]+-\d+), a teammate/.exec(systemText(asked))?.[1] ?? 'leader';
  const user = asked.messages.find((message) => message.role === 'user');
  return {
    asked,
    agentId,
    input: agentId === 'leader' ? textOf(user?.content) : '',
    turn: answersIn(asked),
    last: textOf(asked.messages.at(-1)?.content),
  };
}

export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((block: { text?: string }) => block.text ?? '').join('\n');
}

export type Script = (turn: Turn) => Answer | Promise<Answer>;

/** An answer that does not come. */
export const never = () => new Promise<Answer>(() => {});

/** The leader by its turns; teammates by the second script. */
export function play(
  leader: readonly (Answer | Script)[],
  teammate: Script = () => ({ text: 'Nothing to do.' }),
): Script {
  return (turn) => {
    if (turn.agentId !== 'leader') return teammate(turn);
    const answer = leader[turn.turn] ?? { text: 'Too far.' };
    return typeof answer === 'function' ? answer(turn) : answer;
  };
}

/** One call per pair. */
export function calls(...pairs: [name: string, args: object][]): Answer {
  return { calls: pairs.map(([name, args]) => ({ name, args })) };
}

export const said = (to: string, content: string): [string, object] => [
  'message',
  { to_agent_id: to, content },
];
export const finish = (summary: string): Answer => calls(['finish_team', { summary }]);

/** Texts of the tool results in the conversation, in order. */
export function resultsIn({ messages }: Asked): string[] {
  return messages.filter((message) => message.role === 'tool').map((message) => textOf(message.content));
}

/** What other agents and the platform told it, in order. */
export function toldIn({ messages }: Asked): string[] {
  const texts = messages
    .filter((message) => message.role === 'user')
    .map((message) => textOf(message.content));
  return texts.filter((text) => text.startsWith('[Team'));
}

/** The API of teams at one address. */
export function teamApi(url: string) {
  const send = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const good = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await send(method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body as T;
  };
  return {
    send,
    create: (input: string, rest: object = {}) =>
      good<Run>('POST', '/v1/teams', {
        files: TEAM_FILES,
        leader: 'lead.yaml',
        candidates: CANDIDATES,
        input,
        ...rest,
      }),
    read: (id: string) => good<Team>('GET', `/v1/teams/${id}`),
    tell: (id: string, input: string, to?: string) =>
      good<Team>('POST', `/v1/teams/${id}/messages`, { input, ...(to === undefined ? {} : { to }) }),
    addTask: (id: string, task: object) => good<TeamTask>('POST', `/v1/teams/${id}/tasks`, task),
    cancel: (id: string) => good<Run>('POST', `/v1/runs/${id}/cancel`),
  };
}

/** `coder-1>leader: text` */
export function messagesIn(events: readonly { event: RunEvent }[]): string[] {
  return events
    .filter(({ event }) => event.type === 'TEAM_MESSAGE')
    .map(({ event: { data } }) => `${textOf(data.from)}>${textOf(data.to)}: ${textOf(data.content)}`);
}
