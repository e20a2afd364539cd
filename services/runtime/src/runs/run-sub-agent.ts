/**
 * A call of the Agent tool: a run of its own below the caller's, executed by the same worker out of the same budget.
 * It is found again by the call that started it, so a parent that resumes goes on with the same run.
 */
import type { SubAgentResult } from '@nex/agent';
import { isTerminal, NexError, newId } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import { maybeOne, sql } from '@nex/postgres';
import { activeTraceparent } from '@nex/telemetry';
import type { Context } from '../context.ts';
import { takeUpChildRun } from '../store/claim.ts';
import { findOrInsertChildRun } from '../store/create-runs.ts';
import { RUN_COLUMNS, RunRow } from '../store/run-row.ts';
import { runAgent } from './run-agent.ts';
import { Interrupted, type RunAgentInput, type SubAgentCall } from './run-agent-input.ts';

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
    const child = await findOrInsertChildRun(context.pool, tree.claim, {
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
    });
    if (isTerminal(child.state)) return resultOf(child);
    const taken = await takeUpChildRun(context.pool, tree.claim, child);
    context.bus.treeChanged(run.root_run_id);
    return await runAgent(context, {
      run: taken,
      agent: spec.agent,
      tree,
      signal: AbortSignal.any([parent.signal, call.toolContext.signal]),
      startChild: parent.startChild,
    });
  } catch (thrown) {
    // A child ends with a row. What is thrown is a fault of the store or the claim: no run may go on.
    if (isRefusal(thrown)) throw thrown;
    if (!(thrown instanceof Interrupted)) tree.interrupt(thrown);
    throw thrown;
  }
}

function isRefusal(thrown: unknown): boolean {
  return thrown instanceof NexError && thrown.code === 'invalid_request';
}

function resultOf(run: RunRow): SubAgentResult {
  return { runId: run.id, stopReason: run.stop_reason ?? 'error', response: run.response };
}

/** Only a finished conversation of the same agent in the same tree goes on. Throws `invalid_request`. */
async function checkContinued(
  context: Context,
  { run }: RunAgentInput,
  name: string,
  subAgentId: string,
): Promise<void> {
  const before = await maybeOne(
    context.pool,
    RunRow,
    sql`select ${RUN_COLUMNS} from runtime.runs r
      where r.id = ${subAgentId} and r.root_run_id = ${run.root_run_id} and r.agent = ${name}
        and r.depth > 0 and r.state = 'completed'`,
  );
  if (before) return;
  throw new NexError(
    'invalid_request',
    `There is no finished conversation of ${name} with the id ${subAgentId.slice(0, 80)}. Leave sub_agent_id out to begin a new one.`,
  );
}
