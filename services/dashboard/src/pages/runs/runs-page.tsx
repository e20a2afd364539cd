import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { useList } from '../../api/use-list.ts';
import { ListPage } from '../../components/list-page.tsx';
import { texts } from '../../texts/en.ts';
import { RUN_COLUMNS } from './run-columns.tsx';

export function RunsPage() {
  const client = useClient();
  const list = useList(queryKeys.runs.list({}), (options) => client.runs.list(options), { refreshMs: 5_000 });
  return (
    <ListPage
      title={texts.pages.runs}
      list={list}
      columns={RUN_COLUMNS}
      rowKey={({ id }) => id}
      empty={{ title: texts.runs.empty, text: texts.runs.emptyText }}
    />
  );
}
