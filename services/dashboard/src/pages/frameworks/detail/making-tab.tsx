import type { Framework } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { StateBadge } from '../../../components/badge.tsx';
import { Code, JsonCode } from '../../../components/code.tsx';
import { Facts } from '../../../components/facts.tsx';
import { Panel } from '../../../components/panel.tsx';
import { QueryView } from '../../../components/states.tsx';
import { Elapsed } from '../../../components/time.tsx';
import { formatCount, formatMoney } from '../../../format/numbers.ts';
import { formatDateTime, formatDuration } from '../../../format/time.ts';
import { texts } from '../../../texts/en.ts';
import { ScrollArea } from './scroll-area.tsx';

const { detail } = texts.frameworks;

/** How the framework came to be: each step as it happens, with what it took, gave and asked the model. */
export function MakingTab({ framework }: { framework: Framework }) {
  const { usage } = framework;
  return (
    <ScrollArea label={detail.tabs.making}>
      <div className="grid gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(280px,1fr)]">
        <Panel title={detail.steps} bodyClass="p-0">
          <ol className="divide-y">
            {framework.steps.map((step) => (
              <Step key={step.name} frameworkId={framework.id} step={step} />
            ))}
          </ol>
        </Panel>
        <Panel title={detail.request}>
          <p className="mb-3 whitespace-pre-wrap">{framework.sentence}</p>
          <Facts
            facts={[
              [texts.common.created, formatDateTime(framework.createdAt)],
              [
                texts.common.took,
                <Elapsed key="took" from={framework.createdAt} to={framework.finishedAt} />,
              ],
              [detail.language, framework.language],
              [detail.seed, framework.seed],
              [detail.modelCalls, formatCount(usage.modelCalls)],
              [texts.common.tokens, formatCount(usage.inputTokens + usage.outputTokens)],
              [
                texts.common.cost,
                usage.costUsd === undefined ? texts.common.noPrice : formatMoney(usage.costUsd),
              ],
              framework.pattern ? [detail.pattern, framework.pattern.replaceAll('_', ' ')] : undefined,
              framework.digest
                ? [detail.digest, <code key="digest">{framework.digest.slice(0, 19)}…</code>]
                : undefined,
            ]}
          />
        </Panel>
      </div>
    </ScrollArea>
  );
}

function Step({ frameworkId, step }: { frameworkId: string; step: Framework['steps'][number] }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        disabled={step.state === 'queued'}
        onClick={() => setOpen(!open)}
        className="grid w-full grid-cols-[16px_150px_92px_minmax(0,1fr)_90px_80px] items-center gap-2 px-3 py-1.5 text-left enabled:hover:bg-sunken"
      >
        <ChevronRight
          aria-hidden
          className={`size-3.5 text-faint transition-transform ${open ? 'rotate-90' : ''}`}
        />
        <span className="font-medium">{step.name}</span>
        <span>
          <StateBadge state={step.state} />
        </span>
        <span className="line-clamp-2 text-muted" title={step.note}>
          {step.note}
        </span>
        <span className="text-right text-faint">{step.modelCalls > 0 && detail.calls(step.modelCalls)}</span>
        <span className="text-right text-faint">
          {step.startedAt && <Elapsed from={step.startedAt} to={step.finishedAt} />}
        </span>
      </button>
      {open && <StepDetail frameworkId={frameworkId} name={step.name} />}
    </li>
  );
}

function StepDetail({ frameworkId, name }: { frameworkId: string; name: string }) {
  const client = useClient();
  const query = useQuery({
    queryKey: queryKeys.frameworks.step(frameworkId, name, 1),
    queryFn: ({ signal }) => client.frameworks.step(frameworkId, name, { signal }),
  });
  return (
    <div className="space-y-2 border-t bg-canvas p-3">
      <QueryView query={query} loadingRows={3}>
        {({ input, output, calls = [] }) => (
          <>
            <Fold title={detail.stepInput}>
              <JsonCode label={detail.stepInput} value={input} />
            </Fold>
            <Fold title={detail.stepOutput}>
              <JsonCode label={detail.stepOutput} value={output} />
            </Fold>
            {calls.map((call) => (
              <Fold
                key={call.inputDigest}
                title={detail.stepCall(call.question, call.model, formatDuration(call.durationMs))}
              >
                <Code label={call.question} text={call.answer} />
              </Fold>
            ))}
          </>
        )}
      </QueryView>
    </div>
  );
}

function Fold({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <details className="rounded border bg-surface">
      <summary className="px-2 py-1 text-xs text-muted">{title}</summary>
      <div className="border-t p-2">{children}</div>
    </details>
  );
}
