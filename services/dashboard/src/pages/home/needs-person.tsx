import type { Build, Framework, Run } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { CircleHelp, CircleX, type LucideIcon, PauseCircle } from 'lucide-react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { Panel } from '../../components/panel.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { Ago } from '../../components/time.tsx';
import { texts } from '../../texts/en.ts';
import { buildLink } from './build-link.ts';

const REFRESH_MS = 5_000;
const LOOKED_AT = 20;
const { person } = texts.home;

interface Need {
  key: string;
  icon: LucideIcon;
  tone: string;
  title: string;
  why: string;
  at: string;
  link: LinkProps;
}

/** What goes no further without somebody: questions first, then what is paused, then what failed. */
export function NeedsPerson() {
  const client = useClient();
  const query = useQuery({
    queryKey: [...queryKeys.activity, 'needs'],
    queryFn: async ({ signal }) => {
      const [waiting, builds, frameworks, failed] = await Promise.all([
        client.runs.list({ state: 'waiting', limit: LOOKED_AT, signal }),
        client.builds.list({ limit: LOOKED_AT, signal }),
        client.frameworks.list({ limit: LOOKED_AT, signal }),
        client.runs.list({ state: 'failed', limit: 8, signal }),
      ]);
      return [
        ...waiting.items.map(questionOf),
        ...builds.items.filter(({ state }) => state === 'paused').map(pauseOf),
        ...builds.items.filter(({ state }) => state === 'failed').map(failedBuild),
        ...frameworks.items.filter(({ state }) => state === 'failed').map(failedFramework),
        ...failed.items.map(failedRun),
      ];
    },
    refetchInterval: REFRESH_MS,
  });
  return (
    <Panel title={person.title} bodyClass="p-0 max-h-[16.5rem] overflow-auto">
      <QueryView query={query}>
        {(needs) =>
          needs.length === 0 ? (
            <EmptyState title={person.none} />
          ) : (
            <ul className="divide-y">
              {needs.map(({ key, icon: Icon, tone, title, why, at, link }) => (
                <li
                  key={key}
                  className="relative grid grid-cols-[16px_minmax(0,1fr)_max-content] gap-2 px-3 py-1.5 hover:bg-sunken"
                >
                  <Icon aria-hidden className={`mt-0.5 size-3.5 ${tone}`} />
                  <div className="min-w-0">
                    <Link {...link} className="block truncate font-medium after:absolute after:inset-0">
                      {title}
                    </Link>
                    <p className="truncate text-xs text-muted" title={why}>
                      {why}
                    </p>
                  </div>
                  <span className="text-xs text-faint">
                    <Ago time={at} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Panel>
  );
}

function questionOf(run: Run): Need {
  return {
    key: run.id,
    icon: CircleHelp,
    tone: 'text-warn',
    title: run.input.slice(0, 100) || run.agent,
    why: person.asks(run.agent),
    at: run.startedAt ?? run.createdAt,
    link: { to: '/runs/$runId', params: { runId: run.id } },
  };
}

function pauseOf(build: Build): Need {
  return {
    key: build.id,
    icon: PauseCircle,
    tone: 'text-warn',
    title: build.name,
    why: build.paused ? person.pauses[build.paused.reason] : person.paused,
    at: build.paused?.at ?? build.createdAt,
    link: buildLink(build.id),
  };
}

function failedBuild(build: Build): Need {
  return { ...failed(build), title: build.name, link: buildLink(build.id) };
}

function failedFramework(framework: Framework): Need {
  return {
    ...failed(framework),
    title: framework.title ?? framework.sentence.slice(0, 100),
    link: { to: '/frameworks/$frameworkId', params: { frameworkId: framework.id } },
  };
}

function failedRun(run: Run): Need {
  return {
    ...failed(run),
    title: run.input.slice(0, 100) || run.agent,
    link: { to: '/runs/$runId', params: { runId: run.id } },
  };
}

function failed({
  id,
  failure,
  createdAt,
  finishedAt,
}: Pick<Run, 'id' | 'failure' | 'createdAt' | 'finishedAt'>) {
  return {
    key: id,
    icon: CircleX,
    tone: 'text-bad',
    why: failure?.message ?? person.failed,
    at: finishedAt ?? createdAt,
  };
}
