import type { EdgeContract, FrameworkFile, LintFinding } from '@nex/core';
import type { ReactNode } from 'react';
import { Badge } from '../../../components/badge.tsx';
import { Code, JsonCode } from '../../../components/code.tsx';
import { texts } from '../../../texts/en.ts';
import type { AgentFiles } from './framework-file.ts';

const { graph } = texts.frameworks;

export interface AgentPanelProps {
  agent: FrameworkFile['agents'][number];
  tools: readonly string[];
  file: FrameworkFile;
  files: AgentFiles | undefined;
  findings: readonly LintFinding[];
}

/** One agent: what it can do, what it is handed and gives back, its tools and its prompt. */
export function AgentPanel({ agent, tools, file, files, findings }: AgentPanelProps) {
  const contracts = (file.contracts ?? []).filter(({ from, to }) => from === agent.name || to === agent.name);
  return (
    <div className="divide-y">
      <header className="p-3">
        <h2 className="font-semibold">{agent.name}</h2>
        <p className="text-muted">{agent.role}</p>
      </header>
      {findings.length > 0 && (
        <Part title={graph.findings}>
          <ul className="space-y-2">
            {findings.map((finding) => (
              <li key={`${finding.rule}/${finding.where}/${finding.message}`}>
                <Badge tone={finding.severity === 'error' ? 'bad' : 'warn'}>{finding.rule}</Badge>{' '}
                <span>{finding.message}</span>
                {finding.fix && <p className="text-muted">{finding.fix}</p>}
                <p className="font-mono text-xs text-faint">{finding.where}</p>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {agent.meta_skills && agent.meta_skills.length > 0 && (
        <Part title={graph.skills}>
          {agent.meta_skills.map((skill) => (
            <div key={skill.name} className="mb-2 last:mb-0">
              <p className="font-medium">{skill.name}</p>
              <p className="text-muted">{skill.description}</p>
              <ul className="mt-1 space-y-0.5">
                {skill.actions.map((action) => (
                  <li
                    key={action.does}
                    className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-2 text-xs"
                  >
                    <span>{action.does}</span>
                    <code className="break-all text-muted">
                      {'tool' in action.by ? action.by.tool : action.by.agent}
                    </code>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </Part>
      )}
      {tools.length > 0 && (
        <Part title={graph.toolsOf(tools.length)}>
          <ul className="flex flex-wrap gap-1">
            {tools.map((tool) => (
              <li key={tool} className="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs">
                {tool}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {contracts.length > 0 && (
        <Part title={graph.contracts}>
          {contracts.map((contract) => (
            <Contract key={`${contract.from}>${contract.to}`} contract={contract} />
          ))}
        </Part>
      )}
      {files?.prompt && (
        <Part title={graph.prompt}>
          <Code label={graph.prompt} text={files.prompt} />
        </Part>
      )}
      {agent.assertions && agent.assertions.length > 0 && (
        <Part title={graph.assertions}>
          <JsonCode label={graph.assertions} value={agent.assertions} />
        </Part>
      )}
      {files && (
        <Part title={files.path}>
          <Code label={files.path} text={files.yaml} />
        </Part>
      )}
    </div>
  );
}

function Contract({ contract }: { contract: EdgeContract }) {
  return (
    <details className="mb-1 rounded border">
      <summary className="px-2 py-1 text-xs">
        {contract.from} → {contract.to}
      </summary>
      <div className="space-y-1.5 border-t p-2">
        <p className="text-xs text-muted">{graph.input}</p>
        <JsonCode label={graph.input} value={contract.input} />
        <p className="text-xs text-muted">{graph.output}</p>
        <JsonCode label={graph.output} value={contract.output} />
      </div>
    </details>
  );
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="p-3">
      <h3 className="mb-1.5 text-xs font-medium text-faint">{title}</h3>
      {children}
    </section>
  );
}
