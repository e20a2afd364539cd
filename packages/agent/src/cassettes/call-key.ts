/**
 * What a cassette knows a call by. The arguments are the model's own, so no host path and no secret is in a key; ids of runs
 * in them do not count, because they are made anew each time.
 */
import { canonicalJson, type JsonObject, type ToolDefinition, WORKSPACE } from '@nex/core';
import { digestJson, digestText } from '@nex/core/digest';

export interface CallKey {
  /** The MCP server; `workspace` or `custom` for what has none. */
  server: string;
  /** As the server names it. */
  tool: string;
  /** Digest of the input schema: a tool whose schema has changed finds nothing. */
  schema: string;
  /** Digest of the arguments. */
  args: string;
  /** Of a tool without state: which of the equal calls of its run it is, from 1. */
  occurrence?: number;
  /** Of a tool with state: digest of all calls before it that the state may depend on. */
  state?: string;
}

export interface ToolPlace {
  server: string;
  tool: string;
  keepsState: boolean;
}

/** What these do lies within the platform: they always run. */
const NEVER_PLAYED: ReadonlySet<string> = new Set(['LoadSkill']);
const STATELESS_BUILTINS: ReadonlySet<string> = new Set(['google_web_search', 'web_fetch']);
const RUN_ID = /\brun_[0-9a-z]{26}\b/g;

/** `undefined` for tools that no cassette plays and no fault strikes. */
export function placeOfTool({ name, origin }: ToolDefinition): ToolPlace | undefined {
  if (origin.kind === 'sub_agent' || NEVER_PLAYED.has(name)) return undefined;
  if (origin.kind === 'mcp') {
    return { server: origin.server, tool: origin.tool, keepsState: origin.stateless !== true };
  }
  // Tools that were written for an agent are pure functions.
  const isPure = origin.kind === 'custom' && origin.sourceId?.startsWith('synthesised:') === true;
  if (isPure) return { server: 'custom', tool: name, keepsState: false };
  // Built-in and foreign tools share the folder that they work in, and so its state.
  const keepsState = origin.kind === 'custom' || !STATELESS_BUILTINS.has(name);
  return { server: WORKSPACE, tool: name, keepsState };
}

export function argumentsDigest(args: JsonObject): string {
  return digestText(canonicalJson(args).replaceAll(RUN_ID, 'run'));
}

export function schemaDigest({ inputSchema }: ToolDefinition): string {
  return digestJson(inputSchema);
}
