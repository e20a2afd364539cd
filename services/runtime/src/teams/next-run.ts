/** The next run of an idle teammate: it goes on with the conversation of the one before, and reads what that left unread. */
import { errorOutcome, Message, NexError, newId, textMessage, textOf, toolCallsOf } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import { execute, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { bundleNotFound, findBundleContents } from '../store/bundles.ts';
import { Count, RUN_COLUMNS, RunRow, UserBlock } from '../store/run-row.ts';
import { findTeammate } from './members.ts';
import type { OpenTeam } from './open-team.ts';

/** Its id. Throws `budget_exhausted` when the limits of the team's run allow no more runs. */
export async function insertNextRun(team: OpenTeam, agentId: string, message: Message): Promise<string> {
  const { on, id: teamId, root, row } = team;
  await checkBreadth(team);
  const { role } = await findTeammate(team, agentId);
  const file = row.candidates[role] ?? '';
  const bundle = await findBundleContents(on, root.tenant, root.bundle_digest);
  if (!bundle) throw bundleNotFound(root.bundle_digest);
  const agent = bundle.agents.find((one) => one.file === file)?.name ?? role;
  const runs = await runsOf(on, teamId, agentId);
  const { continues, unread } = await whatCameBefore(on, runs);
  const id = newId('run');
  const content = z.array(UserBlock).parse(message.content);
  const seed = deriveSeed(root.seed, agentId, String(runs.length));
  await execute(
    on,
    sql`insert into runtime.runs (id, tenant, bundle_digest, agent_file, agent, input, content, history, seed, limits, state,
        parent_run_id, root_run_id, depth, continues_run_id, unattended, context, variables, traceparent, trace_id)
      values (${id}, ${root.tenant}, ${root.bundle_digest}, ${file}, ${agent}, (${json([textOf(message)])}::jsonb)->>0,
        ${json(content)}::jsonb, ${json(unread)}::jsonb, ${seed}::bigint, ${json(root.limits)}::jsonb, 'queued',
        ${teamId}, ${teamId}, ${root.depth + 1}::int, ${continues ?? null}, ${root.unattended}, nullif(${json(root.context)}::jsonb, 'null'::jsonb),
        nullif(${json(root.variables)}::jsonb, 'null'::jsonb),
        ${root.traceparent},
        ${root.trace_id})`,
  );
  await execute(
    on,
    sql`insert into runtime.team_runs (run_id, root_run_id, agent_id, number)
      values (${id}, ${teamId}, ${agentId}, ${runs.length + 1})`,
  );
  return id;
}

/** Counted in the rows, because runs of teammates are made by whoever sends the message. */
async function checkBreadth({ on, id, root }: OpenTeam): Promise<void> {
  const { maxRuns = Number.POSITIVE_INFINITY, maxChildren = Number.POSITIVE_INFINITY } = root.limits;
  const counted = await maybeOne(
    on,
    z.object({ runs: Count, children: Count }),
    sql`select count(*) as runs, count(*) filter (where parent_run_id = ${id}) as children
      from runtime.runs where root_run_id = ${id}`,
  );
  if (!counted || (counted.runs < maxRuns && counted.children < maxChildren)) return;
  throw new NexError('budget_exhausted', 'The team used up the runs that its limits allow.', {
    hint: 'Nobody who is idle takes up work any more. Go on with those who are at work, or finish.',
  });
}

const MemberRun = RunRow.extend({ spoke: z.boolean() });
type MemberRun = z.infer<typeof MemberRun>;

function runsOf(on: Queryable, teamId: string, agentId: string): Promise<MemberRun[]> {
  return many(
    on,
    MemberRun,
    sql`select ${RUN_COLUMNS}, exists (select 1 from runtime.messages m where m.run_id = r.id) as spoke
      from runtime.team_runs t join runtime.runs r on r.id = t.run_id
      where t.root_run_id = ${teamId} and t.agent_id = ${agentId} order by t.number`,
  );
}

/**
 * The newest run that said something, and what its conversation lacks: results of calls that a failure cut off, messages
 * that a run did not come to read.
 */
async function whatCameBefore(
  on: Queryable,
  runs: readonly MemberRun[],
): Promise<{ continues: string | undefined; unread: Message[] }> {
  const last = runs.at(-1);
  const continues = runs.findLast((run) => run.spoke)?.id;
  if (!last) return { continues, unread: [] };
  const inbox = await takeUnread(on, last.id);
  if (last.id === continues) return { continues, unread: [...(await lostResults(on, last.id)), ...inbox] };
  // It read nothing of what it was made with.
  const input: Message = last.content
    ? { role: 'user', content: last.content }
    : textMessage('user', last.input);
  return { continues, unread: [...(last.history ?? []), input, ...inbox] };
}

async function takeUnread(on: Queryable, runId: string): Promise<Message[]> {
  const rows = await many(
    on,
    z.object({ id: Count, message: Message }),
    sql`update runtime.inbox set taken = true where run_id = ${runId} and not taken returning id, message`,
  );
  return rows.sort((a, b) => a.id - b.id).map((row) => row.message);
}

/** Every call needs a result before the conversation can go on. Results of a turn are written together. */
async function lostResults(on: Queryable, runId: string): Promise<Message[]> {
  const newest = await maybeOne(
    on,
    z.object({ message: Message }),
    sql`select coalesce(m.message, s.message) as message
      from runtime.messages m left join runtime.messages s on s.id = m.same_as
      where m.run_id = ${runId} order by m.seq desc limit 1`,
  );
  const calls = newest?.message.role === 'assistant' ? toolCallsOf(newest.message) : [];
  return calls.map(({ id, name }): Message => {
    const text = `The run ended while ${name} was called, so it is not known whether the call took effect. Check the state before you repeat it.`;
    const { content } = errorOutcome('unknown_outcome', text);
    const result = { toolCallId: id, toolName: name, content, isError: true };
    return {
      role: 'tool',
      content: [{ type: 'tool_result', ...result, errorKind: 'unknown_outcome' }],
    };
  });
}
