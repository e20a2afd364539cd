import type { CatalogueServer } from '@nex/core';
import { Badge } from '../../components/badge.tsx';
import { Facts } from '../../components/facts.tsx';
import { Ago } from '../../components/time.tsx';
import { formatCount } from '../../format/numbers.ts';
import { formatDuration } from '../../format/time.ts';
import { texts } from '../../texts/en.ts';
import { useToolServers } from './use-catalogue.ts';

const words = texts.catalogue.server;

export function ServerFacts({ server }: { server: CatalogueServer }) {
  const live = useToolServers().data?.find(({ name }) => name === server.name);
  const { probe } = server;
  return (
    <div className="space-y-4">
      <p>{server.summary}</p>
      <Facts
        facts={[
          server.package === '' ? undefined : [words.package, `${server.package} ${server.version}`],
          [words.licence, server.licence],
          [words.isolation, server.isolation],
          [words.domains, server.domains.join(', ')],
          [words.probe, probe ? words.grade(probe.grade, probe.at) : texts.catalogue.noProbe],
          probe && [words.start, formatDuration(probe.startMs)],
          probe && [words.memory, `${Math.round(probe.memoryMb)} MB`],
          probe && [words.offline, probe.offline ? words.yes : words.no],
          probe && probe.reasons.length > 0
            ? [words.reasons, probe.reasons.join(', ').replaceAll('_', ' ')]
            : undefined,
          [
            words.live,
            live === undefined || live.processes === 0 ? (
              texts.catalogue.notLive
            ) : (
              <span key="live">
                <Badge tone="active">{texts.catalogue.live(live.processes, live.busy)}</Badge>{' '}
                {words.calls(formatCount(live.calls))}
              </span>
            ),
          ],
        ]}
      />
      {live !== undefined && live.drifts.length > 0 && (
        <section className="rounded border bg-bad-soft p-2 text-bad">
          <h2 className="font-medium">{words.driftTitle}</h2>
          {live.drifts.map(({ at, added, removed, changed }) => (
            <p key={at} className="mt-1">
              <Ago time={at} />: {added.length > 0 && `${words.added} ${added.join(', ')} `}
              {removed.length > 0 && `${words.removed} ${removed.join(', ')} `}
              {changed.length > 0 && `${words.changed} ${changed.join(', ')}`}
            </p>
          ))}
        </section>
      )}
    </div>
  );
}
