import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { Facts } from '../../components/facts.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Panel } from '../../components/panel.tsx';
import { QueryView } from '../../components/states.tsx';
import { texts } from '../../texts/en.ts';

export function SettingsPage() {
  const { client, hasKey } = useApi();
  const query = useQuery({ queryKey: queryKeys.settings, queryFn: ({ signal }) => client.ready({ signal }) });
  return (
    <>
      <PageHeader title={texts.pages.settings} />
      <div className="overflow-auto p-4">
        <Panel title={texts.settings.session} className="max-w-xl">
          <QueryView query={query}>
            {({ status }) => (
              <Facts
                facts={[
                  [texts.settings.gateway, client.baseUrl],
                  [texts.settings.health, status],
                  [texts.settings.key, hasKey ? texts.settings.hasKey : texts.settings.noKey],
                ]}
              />
            )}
          </QueryView>
        </Panel>
      </div>
    </>
  );
}
