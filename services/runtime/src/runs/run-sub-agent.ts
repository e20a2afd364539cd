/**
 * A call of the Agent tool: a run of its own below the caller's, executed by the same worker out of the same budget.
 * It is found again by the call that started it, so a parent that resumes goes on with the same run.
 */
import { type SubAgentResult, Waiting } from '@nex/agent';
import { isTerminal, NexError, newId } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import { maybeOne, sql } from '@nex/postgres';
import { activeTraceparent } from '@nex/telemetry';
import type { Context } from '../context.ts';
import { takeUpChildRun } from '../store/claim.ts';
import { findOrInsertChildRun, type NewChildRun } from '../store/create-runs.ts';
import { RUN_COLUMNS, RunRow } from '../store/run-row.ts';
import { budgetBelow } from './budget-below.ts';
import { runAgent } from './run-agent.ts';
import { Interrupted, type RunAgentInput, type SubAgentCall } from './run-agent-input.ts';

const REFUSALS: ReadonlySet<string> = new Set(['invalid_request', 'budget_exhausted']);

export async function runSubAgent(
  context: Context,
  parent: RunAgentInput,
  call: SubAgentCall,
): Promise<SubAgentResult> {
  const { run, agent, tree } = parent;
  const spec = agent.subAgents.find((one) => one.name === call.name);
  if (!spec) throw new NexError('not_found', `${agent.name} has no sub-agent ${call.name}.`);
  try {
    if (call.subAgentId !== undefined) await checkContinued(context, parent, call.name, call.subAgentId);
    const wanted: NewChildRun = {
      id: newId('run'),
      parent: run,
      callId: call.toolContext.callId,
      agent: call.name,
      input: call.message,
      // Not from the call's id, which servers make up anew each time.
      seed: deriveSeed(run.seed, call.name, call.message),
      limits: tree.limits,
      continuesRunId: call.subAgentId,
      traceparent: activeTraceparent(),
      traceId: run.trace_id,
    };
    const child = await findOrInsertChildRun(context.pool, tree.claim, wanted, () =>
      tree.breadth.take(run.id),
    );
    if (isTerminal(child.state)) return resultOf(child);
    const taken = await takeUpChildRun(context.pool, tree.claim, child);
    context.bus.treeChanged(run.root_run_id);
    const end = await runAgent(context, {
      run: taken,
      agent: spec.agent,
      tree,
      budget: await budgetBelow(context, parent.budget, taken),
      signal: AbortSignal.any([parent.signal, call.toolContext.signal]),
      startChild: parent.startChild,
      ...tapeBelow(parent, call),
    });
    if (end.state === 'waiting') throw new Waiting(`${call.name} waits for a decision.`);
    return end;
  } catch (thrown) {
    // A child ends with a row. What is thrown is a fault of the store or the claim: no run may go on.
    if (thrown instanceof Waiting || isRefusal(thrown)) throw thrown;
    if (!(thrown instanceof Interrupted)) tree.interrupt(thrown);
    throw thrown;
  }
}

function tapeBelow({ tape }: RunAgentInput, { name, place }: SubAgentCall): Pick<RunAgentInput, 'tape'> {
  if (!tape) return {};
  // Without a place it would play from nothing, or call tools that it may not call.
  if (!place) throw new NexError('internal', `A call of ${name} is not in the ledger of its run.`);
  return { tape: { ...tape, place } };
}

/** The model asked for what it cannot have: nothing is wrong with the platform. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof NexError && REFUSALS.has(thrown.code);
}

function resultOf(run: RunRow): SubAgentResult {
  return { runId: run.id, stopReason: run.stop_reason ?? 'error', response: run.response };
}

/**
 * Only a finished conversation of the same agent goes on, of this tree of runs or of one whose conversation the root
 * goes on with. Throws `invalid_request`.
 */
async function checkContinued(
  context: Context,
  { run }: RunAgentInput,
  name: string,
  subAgentId: string,
): Promise<void> {
  const before = await maybeOne(
    context.pool,
    RunRow,
    sql`with recursive roots as (
      select id, continues_run_id from runtime.runs where id = ${run.root_run_id}
      union all
      select b.id, b.continues_run_id from runtime.runs b join roots on roots.continues_run_id = b.id)
    select ${RUN_COLUMNS} from runtime.runs r
      where r.id = ${subAgentId} and r.root_run_id in (select id from roots) and r.agent = ${name}
        and r.depth > 0 and r.state = 'completed'`,
  );
  if (before) return;
  throw new NexError(
    'invalid_request',
    `There is no finished conversation of ${name} with the id ${subAgentId.slice(0, 80)}. Leave sub_agent_id out to begin a new one.`,
  );
}
