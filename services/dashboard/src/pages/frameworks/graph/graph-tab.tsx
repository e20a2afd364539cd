import type { Bundle, Framework, FrameworkFile } from '@nex/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Background, Controls, MiniMap, ReactFlow } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useMemo } from 'react';
import { useTheme } from '../../../app/theme.tsx';
import { EmptyState, QueryView } from '../../../components/states.tsx';
import { texts } from '../../../texts/en.ts';
import { useBundle, useFindings } from '../detail/use-bundle.ts';
import { AgentPanel } from './agent-panel.tsx';
import { agentFiles, findingsOf, readFrameworkFile } from './framework-file.ts';
import { NODE_TYPES } from './graph-nodes.tsx';
import { type FindingCounts, type GraphNode, layoutGraph } from './layout-graph.ts';
import { ServerPanel } from './server-panel.tsx';

const { graph } = texts.frameworks;

/** The graph at the left; what was clicked on at the right. */
export default function GraphTab({ framework }: { framework: Framework }) {
  const query = useBundle(framework.id);
  return (
    <QueryView query={query}>
      {(bundle) => {
        const file = readFrameworkFile(bundle);
        if (file === undefined || framework.agents === undefined) return <EmptyState title={graph.none} />;
        return <Graph agents={framework.agents} bundle={bundle} file={file} />;
      }}
    </QueryView>
  );
}

interface GraphProps {
  agents: NonNullable<Framework['agents']>;
  bundle: Bundle;
  file: FrameworkFile;
}

function Graph({ agents, bundle, file }: GraphProps) {
  const { dark } = useTheme();
  const { node } = useSearch({ from: '/frameworks/$frameworkId' });
  const navigate = useNavigate({ from: '/frameworks/$frameworkId' });
  const findings = useFindings(bundle);
  const counts = useMemo(() => {
    const found = new Map<string, FindingCounts>();
    for (const agent of file.agents) {
      const own = findingsOf(findings ?? [], file, agent.name, agentFiles(bundle, agent.file));
      const errors = own.filter(({ severity }) => severity === 'error').length;
      found.set(agent.name, { errors, warnings: own.length - errors });
    }
    return found;
  }, [bundle, file, findings]);
  const { nodes, edges } = useMemo(() => layoutGraph(agents, counts), [agents, counts]);
  const chosen = node ?? agents.find(({ parent }) => parent === null)?.name;
  const shown = nodes.map((one) => ({ ...one, selected: one.id === chosen }));
  const choose = (id: string) =>
    void navigate({ search: (old) => ({ ...old, node: id }), replace: true, resetScroll: false });
  const agent = file.agents.find(({ name }) => name === chosen);
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,3fr)_minmax(340px,2fr)]">
      <div className="min-h-0" role="group" aria-label={graph.label}>
        <ReactFlow<GraphNode>
          nodes={shown}
          edges={edges}
          nodeTypes={NODE_TYPES}
          colorMode={dark ? 'dark' : 'light'}
          onNodeClick={(_, { id }) => choose(id)}
          onNodesChange={(changes) => {
            // Keys choose a node, too.
            for (const change of changes) if (change.type === 'select' && change.selected) choose(change.id);
          }}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
          fitView
          fitViewOptions={{ padding: 0.12, maxZoom: 1.1 }}
          minZoom={0.15}
          defaultEdgeOptions={{ type: 'smoothstep' }}
          ariaLabelConfig={{ 'node.a11yDescription.default': graph.nodeHelp }}
          proOptions={{ hideAttribution: true }}
        >
          <Background gap={20} color="var(--line)" />
          <Controls showInteractive={false} />
          {nodes.length > 14 && <MiniMap pannable zoomable ariaLabel={graph.map} />}
        </ReactFlow>
      </div>
      <aside
        aria-label={graph.panel}
        // A region that scrolls must be reachable by keys.
        tabIndex={0}
        className="min-h-0 overflow-auto border-l bg-surface outline-offset-[-2px]"
      >
        {agent !== undefined && (
          <AgentPanel
            key={agent.name}
            agent={agent}
            tools={agents.find(({ name }) => name === agent.name)?.tools ?? []}
            file={file}
            files={agentFiles(bundle, agent.file)}
            findings={findingsOf(findings ?? [], file, agent.name, agentFiles(bundle, agent.file))}
          />
        )}
        {agent === undefined && chosen?.startsWith('server:') && (
          <ServerPanel
            key={chosen}
            server={chosen.slice('server:'.length)}
            agents={agents}
            file={file}
            bundle={bundle}
          />
        )}
      </aside>
    </div>
  );
}
