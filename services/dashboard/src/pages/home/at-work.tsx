import type { Build, Framework, Run } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { Boxes, type LucideIcon, Play, Workflow } from 'lucide-react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { StateBadge } from '../../components/badge.tsx';
import { Panel } from '../../components/panel.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { Elapsed } from '../../components/time.tsx';
import { texts } from '../../texts/en.ts';
import { buildLink } from './build-link.ts';

const REFRESH_MS = 3_000;
const MOST_RUNS = 12;

interface Item {
  key: string;
  icon: LucideIcon;
  name: string;
  note: string;
  state: string;
  since: string;
  link: LinkProps;
}

/** Everything that is at work: frameworks that are made, builds, and the newest of the runs. */
export function AtWork() {
  const client = useClient();
  const query = useQuery({
    queryKey: [...queryKeys.activity, 'at-work'],
    queryFn: async ({ signal }) => {
      const [frameworks, builds, runs] = await Promise.all([
        client.frameworks.list({ limit: 50, signal }),
        client.builds.list({ limit: 50, signal }),
        client.runs.list({ state: 'running', limit: MOST_RUNS, signal }),
      ]);
      return [
        ...frameworks.items.filter(isOpen).map(frameworkItem),
        ...builds.items.filter(isOpen).map(buildItem),
        ...runs.items.map(runItem),
      ];
    },
    refetchInterval: REFRESH_MS,
  });
  return (
    <Panel title={texts.home.atWork.title} bodyClass="p-0 max-h-96 overflow-auto">
      <QueryView query={query}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={texts.home.atWork.none}>{texts.home.atWork.noneText}</EmptyState>
          ) : (
            <ul className="divide-y">
              {items.map((item) => (
                <Line key={item.key} item={item} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Panel>
  );
}

function Line({ item }: { item: Item }) {
  const { icon: Icon } = item;
  return (
    <li className="relative grid grid-cols-[16px_minmax(0,1fr)_max-content_80px] items-center gap-2 px-3 py-1.5 hover:bg-sunken">
      <Icon aria-hidden className="size-3.5 text-faint" />
      <span className="truncate">
        <Link {...item.link} className="font-medium after:absolute after:inset-0">
          {item.name}
        </Link>{' '}
        <span className="text-faint">{item.note}</span>
      </span>
      <StateBadge state={item.state} />
      <span className="text-right text-faint">
        <Elapsed from={item.since} />
      </span>
    </li>
  );
}

function isOpen({ state }: { state: string }): boolean {
  return state === 'queued' || state === 'running';
}

function frameworkItem(framework: Framework): Item {
  const step = framework.steps.findLast(({ state }) => state === 'running');
  return {
    key: framework.id,
    icon: Workflow,
    name: framework.title ?? framework.sentence.slice(0, 80),
    note: step?.name ?? '',
    state: framework.state,
    since: framework.createdAt,
    link: {
      to: '/frameworks/$frameworkId',
      params: { frameworkId: framework.id },
      search: { tab: 'making' },
    },
  };
}

function buildItem(build: Build): Item {
  const stage = build.stages.find(({ state }) => state === 'running');
  return {
    key: build.id,
    icon: Boxes,
    name: build.name,
    note: stage ? `${stage.name} ${stage.done} / ${stage.total}` : '',
    state: build.state,
    since: build.createdAt,
    link: buildLink(build.id),
  };
}

function runItem(run: Run): Item {
  return {
    key: run.id,
    icon: Play,
    name: run.input.slice(0, 120) || run.agent,
    note: run.agent,
    state: run.state,
    since: run.startedAt ?? run.createdAt,
    link: { to: '/runs/$runId', params: { runId: run.id } },
  };
}
