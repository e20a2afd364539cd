/** How agents and servers look in the graph. */
import { Handle, type NodeProps, Position } from '@xyflow/react';
import clsx from 'clsx';
import { Bot, CircleAlert, Server, TriangleAlert, Wrench } from 'lucide-react';
import { texts } from '../../../texts/en.ts';
import { type AgentNode, type ServerNode, SHOWN_TOOLS } from './layout-graph.ts';

const { graph } = texts.frameworks;
const HANDLE = 'size-1.5! border-0! bg-line-strong! min-w-0! min-h-0!';

export function AgentNodeView({ data, selected }: NodeProps<AgentNode>) {
  return (
    <div
      className={clsx(
        'h-full rounded-md border bg-surface px-2.5 py-2 shadow-sm',
        selected
          ? 'border-accent ring-2 ring-accent-soft'
          : data.isEntry
            ? 'border-accent'
            : 'border-line-strong',
      )}
    >
      <Handle type="target" position={Position.Left} className={HANDLE} isConnectable={false} />
      <div className="flex items-center gap-1.5">
        <Bot aria-hidden className={clsx('size-3.5 shrink-0', data.isEntry ? 'text-accent' : 'text-muted')} />
        <span className="truncate text-xs font-semibold">{data.name}</span>
      </div>
      <p className="mt-0.5 truncate text-2xs text-muted" title={data.role}>
        {data.role}
      </p>
      <p className="mt-0.5 flex items-center gap-2 text-2xs text-faint">
        <span>{data.isEntry ? graph.entry : graph.tools(data.tools)}</span>
        {data.errors > 0 && (
          <span className="flex items-center gap-0.5 font-medium text-bad">
            <CircleAlert aria-hidden className="size-3" />
            {graph.errors(data.errors)}
          </span>
        )}
        {data.warnings > 0 && (
          <span className="flex items-center gap-0.5 font-medium text-warn">
            <TriangleAlert aria-hidden className="size-3" />
            {graph.warnings(data.warnings)}
          </span>
        )}
      </p>
      <Handle type="source" position={Position.Right} className={HANDLE} isConnectable={false} />
    </div>
  );
}

export function ServerNodeView({ data, selected }: NodeProps<ServerNode>) {
  const rest = data.tools.length - SHOWN_TOOLS;
  const Icon = data.kind === 'own' ? Wrench : Server;
  return (
    <div
      className={clsx(
        'h-full rounded-md border bg-sunken px-2.5 py-1.5',
        selected ? 'border-accent ring-2 ring-accent-soft' : 'border-line',
      )}
    >
      <Handle type="target" position={Position.Left} className={HANDLE} isConnectable={false} />
      <div className="flex items-center gap-1.5">
        <Icon aria-hidden className="size-3.5 shrink-0 text-series-2" />
        <span className="truncate text-xs font-semibold">{data.kind === 'own' ? graph.own : data.name}</span>
      </div>
      <ul className="mt-0.5 font-mono text-2xs leading-[17px] text-muted">
        {data.tools.slice(0, SHOWN_TOOLS).map((tool) => (
          <li key={tool} className="truncate">
            {tool}
          </li>
        ))}
        {rest > 0 && <li className="text-faint">{graph.more(rest)}</li>}
      </ul>
    </div>
  );
}

export const NODE_TYPES = { agent: AgentNodeView, server: ServerNodeView };
