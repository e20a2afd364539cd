/** A form for a build, with what it would use beside it. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useDeferredValue, useState } from 'react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { useList } from '../../api/use-list.ts';
import { Button } from '../../components/button.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Panel } from '../../components/panel.tsx';
import { ErrorState } from '../../components/states.tsx';
import { texts } from '../../texts/en.ts';
import { isComplete, newDraft, requestOf } from './form/build-draft.ts';
import { EstimateView } from './form/estimate-view.tsx';
import { FormPanels } from './form/form-panels.tsx';

const words = texts.builds.form;

export function NewBuildPage() {
  const { framework = '' } = useSearch({ from: '/builds/new' });
  const client = useClient();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(() => newDraft(framework));
  const frameworks = useList(queryKeys.frameworks.list({ ready: true }), (options) =>
    client.frameworks.list(options),
  );
  const ready = frameworks.rows.filter(({ state }) => state === 'ready');
  const complete = isComplete(draft);
  // The request as it was when typing paused.
  const asked = useDeferredValue(JSON.stringify(requestOf(draft)));
  const estimate = useQuery({
    queryKey: ['builds', 'estimate', asked],
    queryFn: ({ signal }) => client.builds.estimate(JSON.parse(asked), { signal }),
    enabled: complete,
    placeholderData: (before) => before,
  });
  const start = useMutation({
    mutationFn: () => client.builds.create(requestOf(draft)),
    onSuccess: ({ id }) => void navigate({ to: '/builds/$buildId', params: { buildId: id } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) start.mutate();
  };
  return (
    <form onSubmit={submit} className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={words.title}
        parent={{ label: texts.pages.builds, to: '/builds' }}
        actions={
          <Button look="primary" type="submit" disabled={!complete || start.isPending}>
            {words.start}
          </Button>
        }
      />
      <div className="grid min-h-0 flex-1 content-start gap-3 overflow-auto p-3 xl:grid-cols-[2fr_1fr]">
        <div className="space-y-3">
          {frameworks.error && <ErrorState error={frameworks.error} retry={frameworks.retry} />}
          <FormPanels
            draft={draft}
            frameworks={ready}
            isLoading={frameworks.isLoading}
            onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
          />
        </div>
        <div className="space-y-3">
          <Panel title={words.estimate}>
            <EstimateView query={estimate} isComplete={complete} />
          </Panel>
          {start.error && (
            <Panel>
              <ErrorState error={start.error} />
            </Panel>
          )}
        </div>
      </div>
    </form>
  );
}
