import { BUILD_STATES, type Build } from '@nex/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useCallback } from 'react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { useList } from '../../api/use-list.ts';
import { StateBadge } from '../../components/badge.tsx';
import { buttonClass } from '../../components/button.tsx';
import { Select } from '../../components/fields.tsx';
import { ListPage } from '../../components/list-page.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import type { Column } from '../../components/table.tsx';
import { Ago, Elapsed } from '../../components/time.tsx';
import { formatCompact, formatCount, formatMoney } from '../../format/numbers.ts';
import { texts } from '../../texts/en.ts';
import { currentStage } from './current-stage.ts';

const { columns } = texts.builds;

const COLUMNS: readonly Column<Build>[] = [
  { id: 'name', header: columns.name, width: 'minmax(200px, 3fr)', cell: ({ name }) => name },
  {
    id: 'state',
    header: texts.common.state,
    width: '108px',
    cell: ({ state, paused }) => (
      <span title={paused && texts.builds.pausedFor[paused.reason]}>
        <StateBadge state={state} />
      </span>
    ),
  },
  {
    id: 'stage',
    header: columns.stage,
    width: 'minmax(150px, 1fr)',
    cell: (build) => {
      if (build.state === 'completed') return '';
      const stage = currentStage(build);
      if (stage === undefined) return '';
      const name = texts.builds.stages.names[stage.name] ?? stage.name;
      return (
        <span className="flex items-center gap-2">
          <span className="truncate text-muted">{name}</span>
          <span className="w-16 shrink-0">
            <ProgressBar label={name} done={stage.done} total={stage.total} />
          </span>
        </span>
      );
    },
  },
  {
    id: 'queries',
    header: columns.queries,
    width: '88px',
    align: 'right',
    cell: ({ funnel }) => formatCount(funnel.queries.accepted),
  },
  {
    id: 'kept',
    header: columns.kept,
    width: '80px',
    align: 'right',
    cell: ({ funnel }) => formatCount(funnel.kept),
  },
  {
    id: 'tokens',
    header: texts.common.tokens,
    width: '80px',
    align: 'right',
    cell: ({ spending }) => (spending === undefined ? '–' : formatCompact(spending.spent.tokens)),
  },
  {
    id: 'perKept',
    header: columns.perKept,
    width: '88px',
    align: 'right',
    cell: ({ economy }) => {
      const unit = economy?.perKeptTrajectory;
      if (unit === undefined) return '–';
      return unit.costUsd === undefined ? formatCompact(unit.tokens) : formatMoney(unit.costUsd);
    },
  },
  {
    id: 'took',
    header: texts.common.took,
    width: '104px',
    align: 'right',
    cell: ({ createdAt, finishedAt }) => <Elapsed from={createdAt} to={finishedAt} />,
  },
  {
    id: 'created',
    header: texts.common.created,
    width: '96px',
    align: 'right',
    cell: ({ createdAt }) => <Ago time={createdAt} />,
  },
];

const STATES = [
  { value: '', label: texts.common.anyState },
  ...BUILD_STATES.map((state) => ({ value: state, label: state })),
];

export function BuildsPage() {
  const client = useClient();
  const { state, q } = useSearch({ from: '/builds' });
  const navigate = useNavigate();
  const asked = useList(
    queryKeys.builds.list({ state }),
    (options) => client.builds.list({ ...options, ...(state && { state }) }),
    { refreshMs: 5_000 },
  );
  const wanted = q?.toLowerCase();
  const rows = asked.rows.filter(
    (build) =>
      (state === undefined || build.state === state) &&
      (wanted === undefined || build.name.toLowerCase().includes(wanted) || build.id === wanted),
  );
  const search = useCallback(
    (text: string) =>
      void navigate({
        to: '/builds',
        search: { ...(state && { state }), ...(text !== '' && { q: text }) },
        replace: true,
      }),
    [navigate, state],
  );
  const filtered = state !== undefined || q !== undefined;
  return (
    <ListPage
      title={texts.pages.builds}
      list={{ ...asked, rows }}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      link={({ id }) => ({ to: '/builds/$buildId', params: { buildId: id } })}
      actions={
        <Link to="/builds/new" className={buttonClass('primary')}>
          <Plus aria-hidden />
          {texts.builds.newBuild}
        </Link>
      }
      filters={
        <>
          <SearchInput label={texts.builds.search} value={q ?? ''} onChange={search} />
          <Select
            aria-label={texts.common.state}
            options={STATES}
            value={state ?? ''}
            onChange={(next) =>
              void navigate({
                to: '/builds',
                search: { ...(q && { q }), ...(next !== '' && { state: next as Build['state'] }) },
              })
            }
          />
        </>
      }
      empty={
        filtered
          ? { title: texts.builds.noneFound }
          : {
              title: texts.builds.empty,
              text: texts.builds.emptyText,
              action: (
                <Link to="/builds/new" className={buttonClass()}>
                  {texts.builds.newBuild}
                </Link>
              ),
            }
      }
    />
  );
}
