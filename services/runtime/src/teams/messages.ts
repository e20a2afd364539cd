/**
 * Messages of a team. One to an agent that is at work goes to the inbox of its run, which takes it together with its own
 * next words; one to an idle teammate makes its next run. Either is durable when the sender goes on, and read once.
 */
import { LEADER, type Message, NexError, TEAM_USER, textMessage, textOf, type UserInput } from '@nex/core';
import { putInInbox } from '../store/inbox.ts';
import { findTeammate, listOpenTeamRuns, listTeammates } from './members.ts';
import { insertNextRun } from './next-run.ts';
import { checkAtWork, type OpenTeam, sayInTeam } from './open-team.ts';

export interface TeamMessage {
  /** Id of an agent, or `user`. */
  from: string;
  /** Id of an agent. */
  to: string;
  input: UserInput;
}

/** Throws `not_found` for a receiver that is not there; `conflict` when the team has finished; `budget_exhausted`. */
export async function sendMessage(team: OpenTeam, { from, to, input }: TeamMessage): Promise<void> {
  checkAtWork(team);
  if (from === to) {
    throw new NexError('invalid_request', 'Nobody sends messages to itself.', {
      where: 'to_agent_id',
      hint: 'Name another agent; list_teammates shows who there is.',
    });
  }
  const runId = await deliver(team, to, messageOf(from, to, input));
  const content = typeof input === 'string' ? input : textOf({ content: input });
  await sayInTeam(team, { runId, type: 'TEAM_MESSAGE', data: { from, to, content } });
}

/** To everybody but the sender; who that is, in order of coming. */
export async function broadcast(team: OpenTeam, from: string, content: string): Promise<string[]> {
  checkAtWork(team);
  const teammates = await listTeammates(team.on, team.id);
  const there = teammates.filter((one) => one.state !== 'removed').map((one) => one.agentId);
  const receivers = [LEADER, ...there].filter((one) => one !== from);
  for (const to of receivers) await sendMessage(team, { from, to, input: content });
  return receivers;
}

/** The run that reads it. */
async function deliver(team: OpenTeam, to: string, message: Message): Promise<string> {
  const runId = to === LEADER ? team.id : await openRunOf(team, to);
  if (runId === undefined) return insertNextRun(team, to, message);
  await putInInbox(team.on, runId, message);
  return runId;
}

async function openRunOf(team: OpenTeam, agentId: string): Promise<string | undefined> {
  await findTeammate(team, agentId);
  const runs = await listOpenTeamRuns(team.on, team.id);
  return runs.find((run) => run.agent_id === agentId)?.id;
}

/** What a user tells the leader stands for itself; everything else says who it is from. */
function messageOf(from: string, to: string, input: UserInput): Message {
  const label = from === TEAM_USER && to === LEADER ? '' : `[Team Message from ${from}]: `;
  if (typeof input === 'string') return textMessage('user', label + input);
  return { role: 'user', content: label === '' ? input : [{ type: 'text', text: label }, ...input] };
}
