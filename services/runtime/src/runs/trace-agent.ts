/** What the span of an agent says: who it is, and what happened around its model calls. */
import type { Emit } from '@nex/agent';
import type { AgentSpec, Model } from '@nex/core';
import { GEN_AI, startSpan } from '@nex/telemetry';
import { type Span, trace } from '@opentelemetry/api';
import type { RunRow } from '../store/run-row.ts';
import type { RunEnd } from './run-agent-input.ts';

export function agentAttributes(run: RunRow, agent: AgentSpec, captureContent: boolean) {
  return {
    [GEN_AI.operation]: 'invoke_agent',
    [GEN_AI.agentName]: agent.name,
    [GEN_AI.agentId]: run.id,
    [GEN_AI.conversation]: run.root_run_id,
    'nex.run.attempt': run.attempt,
    ...(captureContent ? { [GEN_AI.inputMessages]: said('user', run.input) } : {}),
  };
}

/** Says on the active span, the agent's, which model it is to work with. */
export function traceModel({ name, provider }: Model): void {
  trace.getActiveSpan()?.setAttributes({ [GEN_AI.requestModel]: name, [GEN_AI.provider]: provider });
}

export function endAttributes({ stopReason, response }: RunEnd, captureContent: boolean) {
  return {
    'nex.run.stop_reason': stopReason,
    ...(captureContent ? { [GEN_AI.outputMessages]: said('assistant', response) } : {}),
  };
}

/** Tries that failed become events of the active span, the agent's; a compaction becomes a span below it. */
export function traceEvents(): Emit {
  const agent = trace.getActiveSpan();
  let compaction: Span | undefined;
  return ({ type, data, timestamp }) => {
    if (type === 'RETRY') {
      const { attempt, maxAttempts, delayMs, code } = data;
      agent?.addEvent('nex.model.retry', {
        'error.type': typeof code === 'string' ? code : 'unknown',
        'nex.retry.attempt': Number(attempt),
        'nex.retry.max_attempts': Number(maxAttempts),
        'nex.retry.delay_ms': Number(delayMs),
      });
    } else if (type === 'COMPACTION_STARTED') {
      compaction = startSpan('nex.compact_context', timestamp);
      compaction.setAttributes({
        'nex.compaction.mode': typeof data.mode === 'string' ? data.mode : 'unknown',
        'nex.compaction.tokens_before': Number(data.tokens),
      });
    } else if (type === 'COMPACTION_FINISHED') {
      if (typeof data.tokensAfter === 'number') {
        compaction?.setAttribute('nex.compaction.tokens_after', data.tokensAfter);
      }
      compaction?.setAttribute('nex.compaction.success', data.success === true);
      compaction?.end(timestamp);
      compaction = undefined;
    }
  };
}

function said(role: 'user' | 'assistant', content: string): string {
  return JSON.stringify([{ role, parts: [{ type: 'text', content }] }]);
}
