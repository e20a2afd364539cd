import { Bot, CircleHelp, MessageSquare, TriangleAlert, Wrench } from 'lucide-react';
import { formatCompact } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';
import type { TraceRow } from '../record/trace-rows.ts';

/** What one line of the trace is, with a picture, a name and a word more. */
export function TraceLabel({ row }: { row: TraceRow }) {
  if (row.kind === 'agent') {
    const { agent, failure, stopReason } = row.agent;
    return (
      <Label icon={<Bot className="text-ink" />} name={agent} strong bad={failure !== undefined}>
        {failure?.code ?? (stopReason === 'answered' ? '' : stopReason)}
      </Label>
    );
  }
  if (row.kind === 'model') {
    const { model, inputTokens, outputTokens, text, iteration } = row.answer;
    const tokens = inputTokens + outputTokens;
    return (
      <Label icon={<MessageSquare className="text-series-1" />} name={model ?? texts.runs.trace.writing}>
        {tokens > 0 ? texts.runs.trace.modelCall(iteration, formatCompact(tokens)) : text.slice(-60)}
      </Label>
    );
  }
  const { name, isError, isAsked, progress } = row.call;
  if (isAsked) {
    return (
      <Label icon={<CircleHelp className="text-warn" />} name={name}>
        {texts.runs.trace.asked}
      </Label>
    );
  }
  const icon = isError ? <TriangleAlert className="text-bad" /> : <Wrench className="text-series-2" />;
  return (
    <Label icon={icon} name={name} bad={isError}>
      {isError ? texts.runs.trace.failed : (progress ?? subAgentOf(row.call.argumentsText))}
    </Label>
  );
}

interface LabelProps {
  icon: React.ReactNode;
  name: string;
  strong?: boolean;
  bad?: boolean;
  children?: React.ReactNode;
}

function Label({ icon, name, strong, bad, children }: LabelProps) {
  return (
    <span className="flex min-w-0 items-center gap-1.5 [&_svg]:size-3.5 [&_svg]:shrink-0">
      {icon}
      <span className={strong ? 'truncate font-semibold' : 'truncate'}>{name}</span>
      <span className={bad ? 'truncate text-bad' : 'truncate text-faint'}>{children}</span>
    </span>
  );
}

/** The sub-agent that a call names, if it does. */
function subAgentOf(argumentsText: string): string {
  return /"sub_agent_name"\s*:\s*"([^"]+)"/.exec(argumentsText)?.[1] ?? '';
}
