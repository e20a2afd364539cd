/** The graph of a framework in Mermaid: agents, who calls whom, and the servers and tools that each works with. */
import type { FrameworkModel } from '../model/model.ts';

export interface MermaidOptions {
  /** Draws servers and numbers of own tools. Default true. */
  tools?: boolean;
}

/** Ids are made from places, so that no name can break the text. */
export function toMermaid(model: FrameworkModel, { tools = true }: MermaidOptions = {}): string {
  const names = [...new Set(model.agents.map((agent) => agent.name))];
  const ids = new Map(names.map((name, index) => [name, `a${index}`]));
  const lines = ['flowchart TD'];
  for (const name of names) {
    const isEntry = name === model.entry?.name;
    lines.push(`  ${ids.get(name)}${isEntry ? '([' : '['}"${escaped(name)}"${isEntry ? '])' : ']'}`);
  }
  for (const { from, to } of model.edges) {
    if (ids.has(from) && ids.has(to)) lines.push(`  ${ids.get(from)} --> ${ids.get(to)}`);
  }
  for (const [index, phase] of model.phases.entries()) {
    const members = phase.agents.flatMap((name) => ids.get(name) ?? []);
    if (members.length === 0) continue;
    const when =
      phase.when === undefined ? '' : ` if ${phase.when.agent}.${phase.when.field} is ${phase.when.is}`;
    lines.push(
      `  p${index}{{"${escaped(`${index + 1}. ${phase.name}${when}`)}"}} -.-> ${members.join(' & ')}`,
    );
  }
  if (tools) lines.push(...toolLines(model, ids));
  return `${lines.join('\n')}\n`;
}

function toolLines(model: FrameworkModel, ids: ReadonlyMap<string, string>): string[] {
  const servers = new Map<string, string>();
  const drawn = new Set<string>();
  return model.agents.flatMap((agent) => {
    const id = ids.get(agent.name) ?? '';
    if (drawn.has(agent.name)) return [];
    drawn.add(agent.name);
    const own =
      agent.tools.length > 0
        ? [`  ${id} -.- ${id}t["${agent.tools.map((use) => escaped(use.name)).join('<br/>')}"]`]
        : [];
    return [
      ...own,
      ...agent.servers.flatMap((server) => {
        const known = servers.get(server.name);
        const node = known ?? `s${servers.size}`;
        servers.set(server.name, node);
        const box = known === undefined ? `${node}[("${escaped(server.name)}")]` : node;
        return [`  ${id} -.-> ${box}`];
      }),
    ];
  });
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\s+/g, ' ');
}
