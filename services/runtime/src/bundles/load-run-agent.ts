/** The agent of a run, from its bundle. Bundles never change, so what was loaded is kept for the next run. */

import { bundleSource, type LoadOptions, loadAgent } from '@nex/agent-config';
import { type AgentSpec, canonicalJson, type Json, type JsonObject, NexError } from '@nex/core';
import type { Context } from '../context.ts';
import { readBundle } from '../store/bundles.ts';
import type { RunRow } from '../store/run-row.ts';
import { loadOptions } from './load-options.ts';

/** Agents kept at a time. */
const KEPT = 200;

export type AgentCache = Map<string, Promise<AgentSpec>>;

/** Throws `not_found`, `config_invalid`, `bundle_invalid`; `unavailable` when the store cannot be reached. */
export function loadRunAgent(context: Context, run: RunRow): Promise<AgentSpec> {
  if (run.agent_file === null) throw new NexError('internal', 'A run below another has no agent file.');
  return loadBundleAgent(context, run.bundle_digest, run.agent_file, run.created_at, {
    ...(run.context ? { context: run.context as JsonObject } : {}),
    ...(run.variables ? { variables: run.variables } : {}),
  });
}

/**
 * @param at Its day is the date that prompts tell.
 * @param values Of the run.
 */
export function loadBundleAgent(
  context: Context,
  digest: string,
  file: string,
  at: Date,
  values: Pick<LoadOptions, 'context' | 'variables'> = {},
): Promise<AgentSpec> {
  const date = at.toISOString().slice(0, 10);
  const key = canonicalJson([digest, file, date, values as Json]);
  const { agents, metrics } = context;
  const kept = agents.get(key);
  metrics.count('nex_cache_requests_total', { cache: 'agents', result: kept ? 'hit' : 'miss' });
  if (kept) return kept;
  const loading = load(context, digest, file, { ...loadOptions(context, date), ...values });
  agents.set(key, loading);
  loading.catch(() => agents.delete(key));
  const oldest = agents.keys().next().value;
  if (agents.size > KEPT && oldest !== undefined) agents.delete(oldest);
  return loading;
}

async function load(
  context: Context,
  digest: string,
  file: string,
  options: LoadOptions,
): Promise<AgentSpec> {
  const { files } = await readBundle(context.pool, digest);
  const { agent } = await loadAgent(bundleSource(files), file, options);
  return agent;
}
