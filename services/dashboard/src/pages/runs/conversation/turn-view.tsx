import { Brain, ChevronRight, CircleAlert, Wrench } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge } from '../../../components/badge.tsx';
import { Code } from '../../../components/code.tsx';
import { formatDuration } from '../../../format/time.ts';
import { texts } from '../../../texts/en.ts';
import type { AnswerTurn, CallRecord, NoteTurn, Turn } from '../record/run-record.ts';
import { prettyArguments } from './pretty-arguments.ts';

/** One turn of a conversation. */
export function TurnView({ turn, agent }: { turn: Turn; agent: string }) {
  if (turn.kind === 'user') {
    return (
      <Speech who={texts.runs.conversation.user} ground="bg-sunken">
        {turn.text}
      </Speech>
    );
  }
  if (turn.kind === 'note') return <Note turn={turn} />;
  return <Answer turn={turn} agent={agent} />;
}

function Answer({ turn, agent }: { turn: AnswerTurn; agent: string }) {
  return (
    <div className="space-y-1.5">
      {turn.reasoning !== '' && (
        <Fold icon={<Brain aria-hidden />} title={texts.runs.conversation.reasoning}>
          <Code label={texts.runs.conversation.reasoning} text={turn.reasoning} />
        </Fold>
      )}
      {turn.text !== '' && (
        <Speech who={agent} ground="bg-surface border">
          {turn.text}
          {turn.endMs === undefined && (
            <span className="ml-0.5 inline-block h-3.5 w-1.5 animate-pulse bg-accent" />
          )}
        </Speech>
      )}
      {turn.calls.map((call) => (
        <Call key={call.callId} call={call} />
      ))}
    </div>
  );
}

function Call({ call }: { call: CallRecord }) {
  const took =
    call.endMs === undefined ? texts.runs.conversation.running : formatDuration(call.endMs - call.startMs);
  return (
    <Fold
      icon={<Wrench aria-hidden />}
      title={
        <>
          <span className="font-mono">{call.name}</span>
          {call.isError && <Badge tone="bad">{texts.runs.trace.failed}</Badge>}
          {call.isAsked && <Badge tone="warn">{texts.runs.trace.asked}</Badge>}
          <span className="truncate text-faint">{call.progress ?? oneLine(call.argumentsText)}</span>
          <span className="ml-auto shrink-0 text-faint">{took}</span>
        </>
      }
    >
      <div className="space-y-1.5">
        <Code label={texts.runs.detail.arguments} text={prettyArguments(call.argumentsText)} />
        {call.result !== undefined && <Code label={texts.runs.detail.result} text={call.result} />}
      </div>
    </Fold>
  );
}

function Speech({ who, ground, children }: { who: string; ground: string; children: ReactNode }) {
  return (
    <div className={`rounded-md px-3 py-2 ${ground}`}>
      <p className="mb-0.5 text-xs font-medium text-faint">{who}</p>
      <div className="break-words whitespace-pre-wrap">{children}</div>
    </div>
  );
}

function Fold({ icon, title, children }: { icon: ReactNode; title: ReactNode; children: ReactNode }) {
  return (
    <details className="group rounded-md border bg-surface">
      <summary className="flex h-8 list-none items-center gap-2 px-2 text-xs [&_svg]:size-3.5 [&_svg]:shrink-0">
        <ChevronRight aria-hidden className="text-faint transition-transform group-open:rotate-90" />
        {icon}
        {title}
      </summary>
      <div className="border-t p-2">{children}</div>
    </details>
  );
}

function Note({ turn }: { turn: NoteTurn }) {
  const { type, data } = turn;
  const [from, to, content] = ['from', 'to', 'content'].map((name) => data[name]);
  const isSaid = typeof from === 'string' && typeof to === 'string' && typeof content === 'string';
  const said = isSaid ? `${from} → ${to}: ${content}` : undefined;
  return (
    <p className="flex items-center gap-2 text-xs text-faint">
      <CircleAlert aria-hidden className="size-3.5 shrink-0" />
      <span className="truncate">{said ?? texts.runs.conversation.notes[type] ?? type}</span>
    </p>
  );
}

function oneLine(argumentsText: string): string {
  return argumentsText.replaceAll(/\s+/g, ' ').slice(0, 160);
}
