/** The file of an agent that somebody wrote, with what changed in what it has. All else stays as it is written. */
import { dirname, join, relative } from 'node:path/posix';
import { packagePathOf } from '@nex/agent-config';
import { isJsonObject, type Json, type JsonObject } from '@nex/core';
import { toolPaths } from '../bundle/plan.ts';
import type { DesignedAgent } from '../design/design.ts';
import type { AdoptedAgent } from './adopted.ts';
import { yamlValue } from './amend-yaml.ts';

export interface AgentChange {
  agent: DesignedAgent;
  file: NonNullable<AdoptedAgent['file']>;
  /** Those it calls, with the paths of their files. */
  children: readonly { name: string; path: string }[];
  /** Where its prompt is now, when that is another file than before. */
  promptPath?: string | undefined;
  /** Where its tools were tried out; absent when none was written for it. */
  sandbox?: string | undefined;
}

/** The whole value of the file after the change. */
export function changedAgent(text: string, change: AgentChange): JsonObject {
  const { agent, file, children, promptPath, sandbox } = change;
  const { path, brokenTools, unmarkedTools, stopTools } = file;
  const parsed = yamlValue(text);
  const { system_prompt_suffix: suffix, ...rest } = isJsonObject(parsed) ? parsed : {};
  // The text of a new prompt file holds all parts of the old one.
  const before: JsonObject =
    suffix === undefined || promptPath !== undefined ? rest : { ...rest, system_prompt_suffix: suffix };
  const to = (target: string) => pathFrom(path, target);
  const markOf = (index: number) => unmarkedTools.find((one) => one.index === index)?.name;
  const tools = [
    ...listOf(before['tools']).flatMap((item, index) => {
      if (brokenTools.includes(index)) return [];
      const name = markOf(index);
      return name !== undefined && isJsonObject(item)
        ? [{ ...item, source_id: `synthesised:${name}` }]
        : [item];
    }),
    ...agent.synthesised.map((name) => ({
      name,
      yaml_path: to(toolPaths(name).tool),
      source_id: `synthesised:${name}`,
    })),
  ];
  const written = new Map(
    listOf(before['sub_agents'])
      .filter(isJsonObject)
      .reverse()
      .map((item) => [nameOf(item), item]),
  );
  const isThere = (item: JsonObject, target: string) =>
    typeof item['config_path'] === 'string' && join(dirname(path), item['config_path']) === target;
  const called = children.map((child): JsonObject => {
    const item = written.get(child.name);
    if (item && isThere(item, child.path)) return item;
    return { ...item, name: child.name, config_path: to(child.path) };
  });
  // Agents of packages are looked up by whoever loads them.
  const elsewhere = listOf(before['sub_agents'])
    .filter(isJsonObject)
    .filter(
      (item) => typeof item['config_path'] === 'string' && packagePathOf(item['config_path']) !== undefined,
    );
  called.push(...elsewhere.filter((item) => !called.includes(item)));
  const places = new Map([...written.keys()].reverse().map((name, index) => [name, index]));
  const placeOf = (item: JsonObject) => places.get(nameOf(item)) ?? places.size;
  called.sort((one, other) => placeOf(one) - placeOf(other));
  return {
    ...before,
    ...(before['description'] ? {} : { description: agent.description }),
    ...(promptPath === undefined ? {} : { system_prompt: to(promptPath), system_prompt_type: 'file' }),
    ...list('tools', tools, before),
    ...(sandbox === undefined || before['sandbox_config'] !== undefined
      ? {}
      : { sandbox_config: { type: sandbox } }),
    ...list('mcp_servers', serversOf(listOf(before['mcp_servers']), agent), before),
    ...list('sub_agents', called, before),
    ...(before['stop_tools'] === undefined ? {} : { stop_tools: stopTools }),
  };
}

/** A list that is empty and was not there before is not written. */
function list(key: string, items: Json[], before: JsonObject): JsonObject {
  return items.length > 0 || before[key] !== undefined ? { [key]: items } : {};
}

function nameOf(item: JsonObject): string {
  return typeof item['name'] === 'string' ? item['name'] : '';
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** Servers of the catalogue pick what the agent has of them; other servers are its own affair. */
function serversOf(before: readonly Json[], agent: DesignedAgent): Json[] {
  const has = Map.groupBy(
    agent.tools.filter((tool) => !tool.own),
    (tool) => tool.server,
  );
  const seen = new Set<string>();
  const kept = before.flatMap((item): Json[] => {
    if (!isJsonObject(item) || item['type'] !== 'catalogue') return [item];
    const server = nameOf(item);
    const tools = has.get(server)?.map((tool) => tool.tool) ?? [];
    seen.add(server);
    if (tools.length === 0) return [];
    const picked = item['tools'];
    if (!Array.isArray(picked)) return [item];
    const rest = tools.filter((name) => !picked.includes(name));
    return [
      {
        ...item,
        tools: [...picked.filter((name) => typeof name === 'string' && tools.includes(name)), ...rest],
      },
    ];
  });
  const added = [...has]
    .filter(([server]) => !seen.has(server))
    .map(([name, tools]) => ({ name, type: 'catalogue', tools: tools.map((tool) => tool.tool).sort() }));
  return [...kept, ...added];
}

/** As a file of the bundle names another. */
function pathFrom(file: string, target: string): string {
  const path = relative(dirname(join('/', file)), join('/', target));
  return path.startsWith('.') ? path : `./${path}`;
}
