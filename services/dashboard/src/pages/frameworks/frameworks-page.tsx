import type { Framework } from '@nex/core';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { useList } from '../../api/use-list.ts';
import { StateBadge } from '../../components/badge.tsx';
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

export function FrameworksPage() {
  const client = useClient();
  const list = useList(queryKeys.frameworks.list({}), (options) => client.frameworks.list(options), {
    refreshMs: 5_000,
  });
  return (
    <ListPage
      title={texts.pages.frameworks}
      list={list}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      empty={{ title: texts.frameworks.empty, text: texts.frameworks.emptyText }}
    />
  );
}
