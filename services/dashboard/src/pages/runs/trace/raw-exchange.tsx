/**
 * What the model was given and what it answered, as the log has both. The log holds messages in the platform's own form; the
 * bytes of the provider are not kept.
 */
import type { Message, TrajectoryRun } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { Button } from '../../../components/button.tsx';
import { JsonCode } from '../../../components/code.tsx';
import { QueryView } from '../../../components/states.tsx';
import { texts } from '../../../texts/en.ts';
import type { AnswerTurn } from '../record/run-record.ts';

export interface RawExchangeProps {
  rootRunId: string;
  runId: string;
  answer: AnswerTurn;
}

export function RawExchange(props: RawExchangeProps) {
  const [open, setOpen] = useState(false);
  if (!open) return <Button onClick={() => setOpen(true)}>{texts.runs.detail.showRaw}</Button>;
  return <Exchange {...props} />;
}

function Exchange({ rootRunId, runId, answer }: RawExchangeProps) {
  const client = useClient();
  const query = useQuery({
    queryKey: queryKeys.runs.trajectory(rootRunId),
    queryFn: ({ signal }) => client.runs.trajectory(rootRunId, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <QueryView query={query} loadingRows={3}>
      {({ runs }) => {
        const run = runs.find((one) => one.runId === runId);
        const exchange = run && exchangeOf(run, answer.iteration);
        if (run === undefined || exchange === undefined) {
          return <p className="text-xs text-faint">{texts.runs.detail.rawCompacted}</p>;
        }
        const { request, response } = exchange;
        return (
          <div className="space-y-2">
            <p className="text-xs text-faint">{texts.runs.detail.rawForm}</p>
            <h3 className="text-xs font-medium text-muted">{texts.runs.detail.request}</h3>
            <JsonCode
              label={texts.runs.detail.request}
              value={{ model: answer.model, messages: request, tools: run.tools }}
            />
            <h3 className="text-xs font-medium text-muted">{texts.runs.detail.response}</h3>
            <JsonCode
              label={texts.runs.detail.response}
              value={{ ...response, finishReason: answer.finishReason }}
            />
          </div>
        );
      }}
    </QueryView>
  );
}

/** A conversation that was compacted begins anew: its calls can no longer be counted from its beginning. */
function exchangeOf(
  { messages, earlierLeaves }: TrajectoryRun,
  iteration: number,
): { request: Message[]; response: Message } | undefined {
  if (earlierLeaves !== undefined && earlierLeaves.length > 0) return undefined;
  let seen = 0;
  for (const [place, message] of messages.entries()) {
    if (message.role === 'assistant') seen += 1;
    if (seen === iteration) return { request: messages.slice(0, place), response: message };
  }
  return undefined;
}
