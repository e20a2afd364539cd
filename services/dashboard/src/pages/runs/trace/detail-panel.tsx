/** Everything about the chosen line of the trace. */
import type { ReactNode } from 'react';
import { Badge } from '../../../components/badge.tsx';
import { Code, Id } from '../../../components/code.tsx';
import { Facts } from '../../../components/facts.tsx';
import { formatCount, formatMoney } from '../../../format/numbers.ts';
import { formatDuration } from '../../../format/time.ts';
import { texts } from '../../../texts/en.ts';
import { prettyArguments } from '../conversation/pretty-arguments.ts';
import type { TraceRow } from '../record/trace-rows.ts';
import { RawExchange } from './raw-exchange.tsx';

const { detail } = texts.runs;

export function DetailPanel({
  row,
  rootRunId,
  hasEnded,
}: {
  row: TraceRow;
  rootRunId: string;
  hasEnded: boolean;
}) {
  return (
    <div className="space-y-3 p-3">
      {row.kind === 'agent' && <AgentDetail row={row} />}
      {row.kind === 'model' && <ModelDetail row={row} rootRunId={rootRunId} hasEnded={hasEnded} />}
      {row.kind === 'tool' && <ToolDetail row={row} />}
    </div>
  );
}

function AgentDetail({ row: { agent } }: { row: Extract<TraceRow, { kind: 'agent' }> }) {
  return (
    <>
      <Heading kind={detail.agent}>{agent.agent}</Heading>
      <Facts
        facts={[
          [detail.run, <Id key="id" id={agent.runId} />],
          [detail.ended, agent.failure?.code ?? agent.stopReason ?? detail.notYet],
          [texts.common.tokens, formatCount(agent.inputTokens + agent.outputTokens)],
          [
            texts.common.cost,
            agent.costUsd === undefined ? texts.common.noPrice : formatMoney(agent.costUsd),
          ],
          [detail.turns, agent.turns.length],
        ]}
      />
      {agent.failure && <p className="rounded bg-bad-soft p-2 text-bad">{agent.failure.message}</p>}
      {agent.response && <Block title={detail.answer} text={agent.response} />}
    </>
  );
}

interface ModelDetailProps {
  row: Extract<TraceRow, { kind: 'model' }>;
  rootRunId: string;
  hasEnded: boolean;
}

function ModelDetail({ row: { answer, agent }, rootRunId, hasEnded }: ModelDetailProps) {
  return (
    <>
      <Heading kind={detail.modelCall(answer.iteration)}>{answer.model ?? texts.runs.trace.writing}</Heading>
      <Facts
        facts={[
          [detail.by, agent.agent],
          [detail.latency, answer.latencyMs === undefined ? detail.notYet : formatDuration(answer.latencyMs)],
          [detail.finish, answer.finishReason ?? detail.notYet],
          [detail.input, formatCount(answer.inputTokens)],
          [detail.output, formatCount(answer.outputTokens)],
          [
            texts.common.cost,
            answer.costUsd === undefined ? texts.common.noPrice : formatMoney(answer.costUsd),
          ],
        ]}
      />
      {answer.reasoning && <Block title={detail.reasoning} text={answer.reasoning} />}
      {answer.text && <Block title={detail.text} text={answer.text} />}
      {answer.calls.map((call) => (
        <Block key={call.callId} title={detail.calls(call.name)} text={prettyArguments(call.argumentsText)} />
      ))}
      {hasEnded ? (
        <RawExchange rootRunId={rootRunId} runId={agent.runId} answer={answer} />
      ) : (
        <p className="text-xs text-faint">{detail.rawLater}</p>
      )}
    </>
  );
}

function ToolDetail({ row: { call, agent } }: { row: Extract<TraceRow, { kind: 'tool' }> }) {
  return (
    <>
      <Heading kind={detail.tool}>
        {call.name} {call.isError && <Badge tone="bad">{texts.runs.trace.failed}</Badge>}
      </Heading>
      <Facts
        facts={[
          [detail.by, agent.agent],
          [detail.call, <Id key="id" id={call.callId} />],
          [
            texts.common.took,
            call.endMs === undefined ? detail.notYet : formatDuration(call.endMs - call.startMs),
          ],
        ]}
      />
      <Block title={detail.arguments} text={prettyArguments(call.argumentsText)} />
      {call.result !== undefined && <Block title={detail.result} text={call.result} />}
    </>
  );
}

function Heading({ kind, children }: { kind: string; children: ReactNode }) {
  return (
    <div>
      <p className="text-xs text-faint">{kind}</p>
      <h2 className="flex items-center gap-2 font-semibold break-all">{children}</h2>
    </div>
  );
}

function Block({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <h3 className="mb-1 text-xs font-medium text-muted">{title}</h3>
      <Code label={title} text={text} />
    </div>
  );
}
