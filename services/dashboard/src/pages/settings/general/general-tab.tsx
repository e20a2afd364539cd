import type { Settings } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { Badge } from '../../../components/badge.tsx';
import { Facts } from '../../../components/facts.tsx';
import { Panel } from '../../../components/panel.tsx';
import { QueryView } from '../../../components/states.tsx';
import { formatCount } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';
import { refusalOf } from '../refusal.tsx';

const words = texts.settings;
const CELL = 'px-3 py-1.5 text-left';

export function GeneralTab() {
  const { client } = useApi();
  const query = useQuery({
    queryKey: queryKeys.settings,
    queryFn: ({ signal }) => client.settings({ signal }),
  });
  const refusal = query.data === undefined && query.error ? refusalOf(query.error) : undefined;
  return (
    <section
      aria-label={words.tabs.general}
      // A region that scrolls must be reachable by keys.
      tabIndex={0}
      className="grid content-start outline-offset-[-2px] gap-3 overflow-auto p-3 xl:grid-cols-2"
    >
      <Session />
      {refusal !== undefined ? (
        <Panel title={words.models}>{refusal}</Panel>
      ) : query.data === undefined ? (
        <Panel title={words.models}>
          <QueryView query={query}>{() => null}</QueryView>
        </Panel>
      ) : (
        <Configured settings={query.data} />
      )}
    </section>
  );
}

function Session() {
  const { client, hasKey } = useApi();
  const health = useQuery({ queryKey: ['ready'], queryFn: ({ signal }) => client.ready({ signal }) });
  const { data: me } = useQuery({ queryKey: queryKeys.me, queryFn: ({ signal }) => client.me({ signal }) });
  return (
    <Panel title={words.session}>
      <QueryView query={health} loadingRows={3}>
        {({ status }) => (
          <Facts
            facts={[
              [words.gateway, client.baseUrl],
              [
                words.health,
                <Badge key="health" tone={status === 'ok' || status === 'ready' ? 'good' : 'warn'}>
                  {status}
                </Badge>,
              ],
              [words.key, hasKey ? words.hasKey : words.noKey],
              me && [words.actor, me.authenticated ? me.actor : words.anonymous],
              me && [words.tenant, me.tenant],
              me && [words.scopes, me.scopes.join(', ')],
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}

function Configured({ settings }: { settings: Settings }) {
  const { models, prices, limits, redactionPolicies } = settings;
  const kinds = [...new Set(Object.values(prices).flatMap((price) => Object.keys(price)))];
  return (
    <>
      <Panel title={words.models} bodyClass={models.length === 0 ? undefined : ''}>
        {models.length === 0 ? (
          <p className="text-muted">{words.noModels}</p>
        ) : (
          <SmallTable
            head={[words.role, words.model, words.host]}
            rows={models.map(({ role, model, baseUrlHost }) => [role, model, baseUrlHost])}
          />
        )}
      </Panel>
      <Panel title={words.prices} bodyClass={kinds.length === 0 ? undefined : ''}>
        {kinds.length === 0 ? (
          <p className="text-muted">{words.noPrices}</p>
        ) : (
          <SmallTable
            head={[words.model, ...kinds]}
            rows={Object.entries(prices).map(([model, price]) => [
              model,
              ...kinds.map((kind) => String(price[kind] ?? '–')),
            ])}
          />
        )}
      </Panel>
      <Panel title={words.limits}>
        {Object.keys(limits).length === 0 ? (
          <p className="text-muted">{words.noLimits}</p>
        ) : (
          <Facts facts={Object.entries(limits).map(([name, limit]) => [spell(name), formatCount(limit)])} />
        )}
      </Panel>
      <Panel title={words.redaction} bodyClass="space-y-2 p-3">
        <p className="text-muted">{words.redactionText}</p>
        <p className="flex flex-wrap gap-1">
          {redactionPolicies.map((kind) => (
            <Badge key={kind}>{kind.replaceAll('_', ' ')}</Badge>
          ))}
        </p>
      </Panel>
    </>
  );
}

/** `bodyBytes` as `body bytes`. */
function spell(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function SmallTable({ head, rows }: { head: string[]; rows: string[][] }) {
  return (
    <table className="w-full">
      <thead>
        <tr className="border-b text-xs text-faint">
          {head.map((name) => (
            <th key={name} className={`${CELL} font-medium`}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.join('/')} className="border-b last:border-0">
            {row.map((cell, place) => (
              <td key={head[place]} className={CELL}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
