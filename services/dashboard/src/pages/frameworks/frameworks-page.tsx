import { FRAMEWORK_STATES, type Framework } from '@nex/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Grid3x3, Plus } from 'lucide-react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { useList } from '../../api/use-list.ts';
import { StateBadge } from '../../components/badge.tsx';
import { buttonClass } from '../../components/button.tsx';
import { Select } from '../../components/fields.tsx';
import { ListPage } from '../../components/list-page.tsx';
import type { Column } from '../../components/table.tsx';
import { Ago } from '../../components/time.tsx';
import { formatPercent } from '../../format/numbers.ts';
import { texts } from '../../texts/en.ts';

const COLUMNS: readonly Column<Framework>[] = [
  {
    id: 'title',
    header: texts.frameworks.columns.title,
    width: 'minmax(220px, 3fr)',
    cell: ({ title, name, sentence }) => title ?? name ?? sentence,
  },
  {
    id: 'state',
    header: texts.common.state,
    width: '108px',
    cell: ({ state }) => <StateBadge state={state} />,
  },
  {
    id: 'pattern',
    header: texts.frameworks.columns.pattern,
    width: 'minmax(120px, 1fr)',
    cell: ({ pattern }) => pattern?.replaceAll('_', ' ') ?? '',
  },
  {
    id: 'agents',
    header: texts.frameworks.columns.agents,
    width: '72px',
    align: 'right',
    cell: ({ agents }) => agents?.length ?? '',
  },
  {
    id: 'score',
    header: texts.frameworks.columns.score,
    width: '72px',
    align: 'right',
    cell: ({ proof }) => (proof === undefined ? '–' : formatPercent(proof.score)),
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
  ...FRAMEWORK_STATES.map((state) => ({ value: state, label: state })),
];

export function FrameworksPage() {
  const client = useClient();
  const { state } = useSearch({ from: '/frameworks' });
  const navigate = useNavigate();
  const list = useList(
    queryKeys.frameworks.list({ state }),
    (options) => client.frameworks.list({ ...options, ...(state && { state }) }),
    { refreshMs: 5_000 },
  );
  const create = (
    <Link to="/frameworks/new" className={buttonClass('primary')}>
      <Plus aria-hidden />
      {texts.frameworks.create.open}
    </Link>
  );
  return (
    <ListPage
      title={texts.pages.frameworks}
      list={list}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      link={({ id }) => ({ to: '/frameworks/$frameworkId', params: { frameworkId: id } })}
      actions={
        <>
          <Link to="/frameworks/batches" className={buttonClass()}>
            <Grid3x3 aria-hidden />
            {texts.frameworks.batches.title}
          </Link>
          {create}
        </>
      }
      filters={
        <Select
          aria-label={texts.common.state}
          options={STATES}
          value={state ?? ''}
          onChange={(next) =>
            void navigate({
              to: '/frameworks',
              search: next === '' ? {} : { state: next as Framework['state'] },
            })
          }
        />
      }
      empty={{ title: texts.frameworks.empty, text: texts.frameworks.emptyText, action: create }}
    />
  );
}
