/** One server: what it is, how healthy it is, its tools, and one of them to be tried. */
import type { CatalogueServer } from '@nex/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import clsx from 'clsx';
import { useState } from 'react';
import { Badge } from '../../components/badge.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { EmptyState, QueryView } from '../../components/states.tsx';
import { texts } from '../../texts/en.ts';
import { GradeBadge } from './grade-badge.tsx';
import { ServerFacts } from './server-facts.tsx';
import { TryTool } from './try/try-tool.tsx';
import { useCatalogue } from './use-catalogue.ts';

const words = texts.catalogue.server;

export function ServerPage() {
  const { server: name } = useParams({ from: '/catalogue/$server' });
  const query = useCatalogue();
  const server = query.data?.servers.find((one) => one.name === name);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={server?.title ?? name}
        parent={{ label: texts.pages.catalogue, to: '/catalogue' }}
        aside={server && <GradeBadge {...server} />}
      />
      <QueryView query={query} loadingRows={14}>
        {() =>
          server === undefined ? (
            <EmptyState title={words.noSuch}>{words.noSuchText}</EmptyState>
          ) : (
            <ServerView server={server} />
          )
        }
      </QueryView>
    </div>
  );
}

function ServerView({ server }: { server: CatalogueServer }) {
  const { tool: chosen } = useSearch({ from: '/catalogue/$server' });
  const navigate = useNavigate();
  const [wanted, setWanted] = useState('');
  const tools = server.tools.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  const tool = server.tools.find(({ name }) => name === chosen);
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[17rem_minmax(0,1fr)] xl:grid-cols-[17rem_minmax(0,1fr)_19rem]">
      <nav aria-label={words.tools} className="flex min-h-0 flex-col border-r bg-surface">
        <div className="border-b p-2 [&_input]:w-full">
          <SearchInput label={words.searchTools} value={wanted} onChange={setWanted} />
        </div>
        <ul className="min-h-0 flex-1 overflow-auto py-1">
          {tools.map(({ name, verdict }) => (
            <li key={name}>
              <Link
                to="/catalogue/$server"
                params={{ server: server.name }}
                search={{ tool: name }}
                replace={chosen !== undefined}
                aria-current={name === chosen}
                className={clsx(
                  'flex items-center justify-between gap-2 px-3 py-1.5 font-mono text-xs',
                  name === chosen ? 'bg-accent-soft text-accent' : 'hover:bg-sunken',
                )}
              >
                <span className="truncate">{name}</span>
                {verdict !== undefined && verdict !== 'works' && (
                  <Badge tone="warn">{verdict.replaceAll('_', ' ')}</Badge>
                )}
              </Link>
            </li>
          ))}
          {tools.length === 0 && <li className="px-3 py-2 text-muted">{texts.catalogue.tool.noTool}</li>}
        </ul>
      </nav>
      <section aria-label={tool?.name ?? words.tools} className="min-h-0 overflow-auto">
        {tool === undefined ? (
          <EmptyState title={texts.catalogue.tool.choose}>
            <button
              type="button"
              className="text-accent underline"
              onClick={() =>
                void navigate({
                  to: '/catalogue/$server',
                  params: { server: server.name },
                  search: { tool: server.tools[0]?.name },
                })
              }
            >
              {server.tools[0]?.name}
            </button>
          </EmptyState>
        ) : (
          <TryTool key={tool.name} server={server.name} tool={tool} />
        )}
      </section>
      <aside
        aria-label={words.facts}
        // A region that scrolls must be reachable by keys.
        tabIndex={0}
        className="min-h-0 overflow-auto border-l bg-surface p-3 max-xl:hidden"
      >
        <ServerFacts server={server} />
      </aside>
    </div>
  );
}
