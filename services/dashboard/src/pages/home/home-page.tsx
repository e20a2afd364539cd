import { ACTIVITY_SPANS, type ActivitySpan } from '@nex/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { Segments } from '../../components/fields.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Panel } from '../../components/panel.tsx';
import { QueryView } from '../../components/states.tsx';
import { texts } from '../../texts/en.ts';
import { ActivityChart } from './activity-chart.tsx';
import { ActivityFigures } from './activity-figures.tsx';
import { AtWork } from './at-work.tsx';
import { BuildFunnels } from './build-funnels.tsx';
import { NeedsPerson } from './needs-person.tsx';

const REFRESH_MS = 5_000;
/** Sums over every call of the span. */
const OWN_REFRESH_MS = 30_000;
const SPANS = Object.keys(ACTIVITY_SPANS).map((span) => ({
  value: span,
  label: texts.home.spans[span as ActivitySpan],
}));

/** What runs now, what it uses, what came of the newest builds, and what waits for somebody. */
export function HomePage() {
  const client = useClient();
  const { span = '24h' } = useSearch({ from: '/' });
  const navigate = useNavigate();
  const query = useQuery({
    queryKey: [...queryKeys.activity, span],
    queryFn: ({ signal }) => client.runs.activity({ span, signal }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  const own = useQuery({
    queryKey: [...queryKeys.activity, 'own', span],
    queryFn: async ({ signal }) => {
      const answers = await Promise.all([
        client.frameworks.use({ span, signal }),
        client.builds.use({ span, signal }),
      ]);
      return { span, parts: answers.flatMap(({ parts }) => parts) };
    },
    refetchInterval: OWN_REFRESH_MS,
  });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={texts.pages.home}
        actions={
          <Segments
            label={texts.home.span}
            options={SPANS}
            value={span}
            onChange={(next) => void navigate({ to: '/', search: { span: next as ActivitySpan } })}
          />
        }
      />
      <div
        role="region"
        aria-label={texts.pages.home}
        // A region that scrolls must be reachable by keys.
        tabIndex={0}
        className="min-h-0 flex-1 space-y-4 overflow-auto p-4 outline-offset-[-2px]"
      >
        <Panel>
          <QueryView query={query} loadingRows={2}>
            {(activity) => (
              <ActivityFigures
                activity={activity}
                own={own.data?.span === activity.span ? own.data.parts : undefined}
              />
            )}
          </QueryView>
        </Panel>
        <div className="grid gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(320px,1fr)]">
          <Panel title={texts.home.use}>
            <QueryView query={query} loadingRows={5}>
              {(activity) => <ActivityChart activity={activity} />}
            </QueryView>
          </Panel>
          <NeedsPerson />
        </div>
        <div className="grid gap-4 xl:grid-cols-2">
          <AtWork />
          <BuildFunnels />
        </div>
      </div>
    </div>
  );
}
