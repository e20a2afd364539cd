/** The tools of one agent that somebody wrote: which of them are there, and which are lost. Pure. */
import { dirname, join, relative } from 'node:path/posix';
import { packagePathOf } from '@nex/agent-config';
import { isJsonObject, type Json, type JsonObject } from '@nex/core';
import type { AgentModel, CatalogueView, FrameworkModel, ToolModel, ToolUse } from '@nex/framework';
import { firstSentence } from '../design/catalogue-view.ts';
import type { OwnParts } from '../design/design.ts';
import type { ToolChoice } from '../steps/retrieve-tools.ts';
import { yamlValue } from './amend-yaml.ts';

export interface ToolSurroundings {
  model: FrameworkModel;
  catalogue: CatalogueView;
  /** Whether the code behind a tool is missing. */
  isBroken(tool: ToolModel): boolean;
}

export interface FoundTools {
  tools: Omit<ToolChoice, 'actions'>[];
  /** With words that say what each did. */
  lost: { name: string; says: string }[];
  /** Places in the agent's list of tools. */
  brokenTools: number[];
  unmarkedTools: { index: number; name: string }[];
  /** Absent: all that it has is of the catalogue. */
  own?: OwnParts;
}

export function adoptTools(agent: AgentModel, around: ToolSurroundings): FoundTools {
  const found: FoundTools = { tools: [], lost: [], brokenTools: [], unmarkedTools: [] };
  const own: OwnParts = { tools: [], servers: [], isPortable: true };
  // The code of the reference's tools is bound to its own packages.
  if (around.model.kind === 'reference') found.lost.push(...agent.tools.map(lostOf));
  else takeEntries(agent, around, found, own);
  takeServers(agent, around, found, own);
  return own.tools.length + own.servers.length > 0 ? { ...found, own } : found;
}

function takeEntries(
  agent: AgentModel,
  { model, isBroken }: ToolSurroundings,
  found: FoundTools,
  own: OwnParts,
): void {
  const { file } = agent;
  for (const [index, entry] of entriesOf(model, file, 'tools').entries()) {
    const use = agent.tools.find((one) => one.place.path === `tools[${index}]`);
    const tool = use?.tool;
    const path = textOf(entry['yaml_path']);
    // What is in a package is looked up by whoever loads it.
    const isElsewhere = tool === undefined && packagePathOf(path) !== undefined;
    if (!isElsewhere && (tool === undefined || isBroken(tool))) {
      found.brokenTools.push(index);
      found.lost.push(use ? lostOf(use) : lostOf({ name: textOf(entry['name']) || path }));
      continue;
    }
    own.tools.push(
      isElsewhere ? entry : { ...entry, yaml_path: relative('agents', join(dirname(file), path)) },
    );
    if (entry['binding'] !== undefined && dirname(file) !== 'agents') own.isPortable = false;
    const name = use?.name ?? textOf(entry['name']);
    if (name === '') continue;
    const server = tool?.synthesised === undefined ? 'own' : 'synthesised';
    found.tools.push({ server, tool: name, alias: name, description: tool?.description ?? '', own: true });
    const isListed = model.synthesised.some((one) => one.name === name && one.tool === tool?.place.file);
    if (isListed && tool?.synthesised === undefined) found.unmarkedTools.push({ index, name });
  }
}

function takeServers(
  agent: AgentModel,
  { model, catalogue }: ToolSurroundings,
  found: FoundTools,
  own: OwnParts,
): void {
  const entries = entriesOf(model, agent.file, 'mcp_servers');
  for (const server of agent.servers) {
    if (server.type !== 'catalogue') {
      const entry = entries.find((one) => one['name'] === server.name) ?? sharedServer(server.name, model);
      if (entry) own.servers.push(entry);
      continue;
    }
    const known = catalogue.servers.find((one) => one.name === server.name);
    const all = known?.tools.filter((tool) => !tool.hidden).map((tool) => tool.name);
    for (const name of server.tools?.map((tool) => tool.name) ?? all ?? [server.name]) {
      const tool = known?.tools.find((one) => one.name === name);
      if (tool)
        found.tools.push({
          server: server.name,
          tool: name,
          alias: tool.alias,
          description: tool.description,
        });
      else found.lost.push({ name: `${server.name}__${name}`, says: spoken(name) });
    }
  }
}

function lostOf({ name, tool }: Pick<ToolUse, 'name' | 'tool'>): FoundTools['lost'][number] {
  return { name, says: tool?.description ? firstSentence(tool.description) : spoken(name) };
}

/** `list_time_zones` and `listTimeZones` as words. */
export function spoken(name: string): string {
  return name
    .replace(/^.*\/|\.ya?ml$/g, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .replaceAll(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
}

function entriesOf({ kind, files }: FrameworkModel, file: string, key: string): JsonObject[] {
  const map = kind === 'bundle' ? yamlValue(files.get(file) ?? '') : undefined;
  const list = isJsonObject(map) ? map[key] : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function sharedServer(name: string, { servers }: FrameworkModel): JsonObject | undefined {
  const server = servers.find((one) => one.name === name);
  return server?.url === undefined ? undefined : { name, type: server.type || 'http', url: server.url };
}
