import type { DecidePermission, Permission } from '@nex/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { Button } from '../../components/button.tsx';
import { JsonCode } from '../../components/code.tsx';
import { TextInput } from '../../components/fields.tsx';
import { texts } from '../../texts/en.ts';

const { permission } = texts.runs;

/** Tool calls that wait for a person. */
export function Permissions({ runId }: { runId: string }) {
  const client = useClient();
  const query = useQuery({
    queryKey: queryKeys.runs.permissions(runId),
    queryFn: ({ signal }) => client.runs.permissions(runId, { signal }),
  });
  const open = query.data?.filter(({ decision }) => decision === null) ?? [];
  if (query.error) {
    return (
      <p role="alert" className="border-b bg-bad-soft px-4 py-2 text-bad">
        {query.error.message}
      </p>
    );
  }
  return (
    <section aria-label={permission.label} className="max-h-72 divide-y overflow-auto border-b bg-warn-soft">
      {open.map((one) => (
        <Question key={`${one.runId}/${one.callId}`} question={one} runId={runId} />
      ))}
    </section>
  );
}

function Question({ question, runId }: { question: Permission; runId: string }) {
  const client = useClient();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: (body: DecidePermission) => client.runs.decidePermission(question, body),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.runs.one(runId) }),
  });
  return (
    <div className="grid gap-2 px-4 py-3 lg:grid-cols-[1fr_auto]">
      <div className="min-w-0 space-y-1.5">
        <p>
          <span className="font-medium">{permission.asks(question.toolName)}</span> {question.prompt}
        </p>
        <JsonCode label={texts.runs.detail.arguments} value={question.arguments} className="max-w-3xl" />
        {decide.error && (
          <p role="alert" className="text-bad">
            {decide.error.message}
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-start gap-2">
        <Button
          look="primary"
          disabled={decide.isPending}
          onClick={() => decide.mutate({ decision: 'allow' })}
        >
          {permission.allow}
        </Button>
        <Button
          disabled={decide.isPending}
          onClick={() => decide.mutate({ decision: 'allow', always: true })}
        >
          {permission.always}
        </Button>
        <TextInput
          aria-label={permission.reason}
          placeholder={permission.reason}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button
          look="danger"
          disabled={decide.isPending}
          onClick={() => decide.mutate({ decision: 'deny', ...(reason.trim() && { reason: reason.trim() }) })}
        >
          {permission.deny}
        </Button>
      </div>
    </div>
  );
}
