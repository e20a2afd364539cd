import type { Bundle, Framework, FrameworkFile } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { Code, JsonCode } from '../../../components/code.tsx';
import { QueryView } from '../../../components/states.tsx';
import { texts } from '../../../texts/en.ts';
import { Part } from './agent-panel.tsx';

const { graph } = texts.frameworks;

export interface ServerPanelProps {
  server: string;
  agents: NonNullable<Framework['agents']>;
  file: FrameworkFile;
  bundle: Bundle;
}

/** A server of the catalogue with its tools; or the tools that were written for the framework, with their code. */
export function ServerPanel(props: ServerPanelProps) {
  return props.server === 'own' ? <OwnTools {...props} /> : <CatalogueTools {...props} />;
}

function CatalogueTools({ server, agents }: ServerPanelProps) {
  const client = useClient();
  const query = useQuery({
    queryKey: queryKeys.catalogue,
    queryFn: ({ signal }) => client.catalogue({ signal }),
    staleTime: 60_000,
  });
  const prefix = `${server}__`;
  const used = new Set(
    agents.flatMap(({ tools }) =>
      tools.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
    ),
  );
  return (
    <QueryView query={query}>
      {({ servers }) => {
        const entry = servers.find(({ name }) => name === server);
        const tools =
          entry?.tools.filter(({ name }) => used.has(name.replaceAll(/[^A-Za-z0-9_-]/g, '_'))) ?? [];
        return (
          <div className="divide-y">
            <header className="p-3">
              <h2 className="font-semibold">{entry?.title ?? server}</h2>
              <p className="text-muted">{entry?.summary}</p>
              {entry && (
                <p className="mt-1 font-mono text-xs text-faint">
                  {entry.package}@{entry.version} · {entry.licence}
                </p>
              )}
            </header>
            {tools.map((tool) => (
              <Part key={tool.name} title={tool.name}>
                <p className="mb-1.5">{tool.description}</p>
                <details className="rounded border">
                  <summary className="px-2 py-1 text-xs text-muted">{graph.input}</summary>
                  <JsonCode label={graph.input} value={tool.inputSchema} className="border-0" />
                </details>
              </Part>
            ))}
          </div>
        );
      }}
    </QueryView>
  );
}

function OwnTools({ file, bundle }: ServerPanelProps) {
  const made = file.synthesised_tools ?? [];
  return (
    <div className="divide-y">
      <header className="p-3">
        <h2 className="font-semibold">{graph.own}</h2>
        <p className="text-muted">{graph.ownText}</p>
      </header>
      {made.map((tool) => (
        <Part key={tool.name} title={tool.name}>
          <p className="mb-1.5">{tool.description}</p>
          <Code label={tool.code} text={bundle.files.find(({ path }) => path === tool.code)?.content ?? ''} />
        </Part>
      ))}
    </div>
  );
}
