/** What became of each run: by reason and verdict, with what was found beside the list. */
import type { Build, BuildTrajectory } from '@nex/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { useList } from '../../../api/use-list.ts';
import { Badge } from '../../../components/badge.tsx';
import { Segments, Select } from '../../../components/fields.tsx';
import { ListView } from '../../../components/list-page.tsx';
import type { Column } from '../../../components/table.tsx';
import { texts } from '../../../texts/en.ts';
import type { BuildSearch } from '../routes.ts';
import { VerdictPanel } from './verdict-panel.tsx';

const words = texts.builds.trajectories;

const COLUMNS: readonly Column<BuildTrajectory>[] = [
  {
    id: 'query',
    header: words.query,
    width: 'minmax(240px, 4fr)',
    cell: ({ query, queryIndex }) => query ?? `${words.hidden} ${queryIndex}`,
  },
  {
    id: 'sample',
    header: words.sample,
    width: '64px',
    align: 'right',
    cell: ({ sampleIndex }) => sampleIndex + 1,
  },
  {
    id: 'verdict',
    header: words.verdict,
    width: '128px',
    cell: ({ kept, flags }) =>
      kept === null ? (
        <Badge>{words.open}</Badge>
      ) : kept ? (
        <Badge tone={flags.length > 0 ? 'warn' : 'good'}>{flags.length > 0 ? words.flag : words.keep}</Badge>
      ) : (
        <Badge tone="bad">{words.drop}</Badge>
      ),
  },
  { id: 'reason', header: words.because, width: 'minmax(110px, 1fr)', cell: ({ reason }) => reason },
  { id: 'flags', header: words.flags, width: 'minmax(110px, 1fr)', cell: ({ flags }) => flags.join(', ') },
];

export function TrajectoriesTab({ build }: { build: Build }) {
  const { id, funnel } = build;
  const client = useClient();
  const navigate = useNavigate();
  const { verdict, reason, run } = useSearch({ from: '/builds/$buildId' });
  const list = useList(queryKeys.builds.trajectories(id, { verdict, reason }), (options) =>
    client.builds.trajectories(id, { ...options, verdict, reason }),
  );
  const go = (search: Partial<BuildSearch>) =>
    void navigate({
      to: '/builds/$buildId',
      params: { buildId: id },
      search: Object.fromEntries(
        Object.entries({ tab: 'trajectories', verdict, reason, ...search }).filter(([, value]) => value),
      ) as BuildSearch,
    });
  const reasons = [...Object.keys(funnel.dropReasons), ...Object.keys(funnel.flagReasons ?? {})];
  const known = [...new Set([...reasons, ...(reason === undefined ? [] : [reason])])].toSorted();
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-2 border-b bg-surface px-3 py-2">
          <Segments
            label={words.verdict}
            value={verdict ?? ''}
            options={[
              { value: '', label: words.any },
              { value: 'keep', label: words.keep },
              { value: 'flag', label: words.flag },
              { value: 'drop', label: words.drop },
            ]}
            onChange={(next) =>
              go({ verdict: next === '' ? undefined : (next as BuildSearch['verdict']), reason: undefined })
            }
          />
          <Select
            aria-label={words.because}
            value={reason ?? ''}
            options={[{ value: '', label: words.reason }, ...known.map((value) => ({ value, label: value }))]}
            onChange={(next) => go({ reason: next === '' ? undefined : next })}
          />
        </div>
        <div className="min-h-0 flex-1 bg-surface">
          <ListView
            label={texts.builds.tabs.trajectories}
            list={list}
            columns={COLUMNS}
            rowKey={({ queryId, sampleIndex }) => `${queryId}/${sampleIndex}`}
            isMarked={({ runId }) => runId !== '' && runId === run}
            link={({ runId }) => ({
              to: '/builds/$buildId',
              params: { buildId: id },
              search: { tab: 'trajectories', verdict, reason, ...(runId !== '' && { run: runId }) },
            })}
            empty={
              verdict === undefined && reason === undefined
                ? { title: words.none, text: words.noneYet }
                : { title: words.none }
            }
          />
        </div>
      </div>
      {run !== undefined && <VerdictPanel build={build} runId={run} onClose={() => go({ run: undefined })} />}
    </div>
  );
}
