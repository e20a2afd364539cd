/** Stores a bundle under the digest of its content, after every agent in it was loaded. */
import { posix } from 'node:path';
import {
  bundleDigest,
  bundleSource,
  FRAMEWORK_FILE,
  loadAgent,
  loadFramework,
  PLUGIN_FILE,
  sortFiles,
  validateBundle,
} from '@nex/agent-config';
import { type BundleFile, NexError } from '@nex/core';
import type { Context } from '../context.ts';
import {
  type BundleAgent,
  type BundleContents,
  insertBundle,
  recallBundleContents,
} from '../store/bundles.ts';
import { loadOptions } from './load-options.ts';

/** Throws `bundle_invalid`, `config_invalid` or `too_large`; then nothing was stored. */
export async function putBundle(
  context: Context,
  tenant: string,
  files: readonly BundleFile[],
): Promise<BundleContents> {
  validateBundle(files);
  const digest = bundleDigest(files);
  const known = await recallBundleContents(context.pool, context.bundles, tenant, digest);
  if (known) return known;
  const contents = await inspect(context, files);
  await insertBundle(context.pool, tenant, { digest, files: sortFiles(files), ...contents });
  context.log.info({ digest, agents: contents.agents.length }, 'bundle stored');
  return { digest, ...contents };
}

/** What `putBundle` would store. Throws like it. */
export async function checkBundle(context: Context, files: readonly BundleFile[]): Promise<BundleContents> {
  validateBundle(files);
  return { digest: bundleDigest(files), ...(await inspect(context, files)) };
}

async function inspect(
  context: Context,
  files: readonly BundleFile[],
): Promise<{ entry: string | null; agents: BundleAgent[] }> {
  const source = bundleSource(files);
  const options = loadOptions(context, new Date().toISOString().slice(0, 10));
  if (files.some((file) => file.path === FRAMEWORK_FILE)) {
    const { framework } = await loadFramework(source, options);
    return { entry: framework.entry, agents: framework.agents.map(({ name, file }) => ({ name, file })) };
  }
  const agents = new Map<string, BundleAgent>();
  const below = new Set<string>();
  // Agents of a plugin load through the agent that uses it: alone, their variables mean nothing.
  const plugins = files.flatMap(({ path }) => (path.endsWith(`/${PLUGIN_FILE}`) ? posix.dirname(path) : []));
  const isPlugins = (path: string) => plugins.some((folder) => path.startsWith(`${folder}/`));
  for (const { path } of files.filter((file) => looksLikeAgent(file) && !isPlugins(file.path))) {
    const { places } = await loadAgent(source, path, options);
    for (const { name, file, parent } of places) {
      if (parent !== null) below.add(file);
      if (!agents.has(file)) agents.set(file, { name, file });
    }
  }
  if (agents.size === 0) {
    throw new NexError('bundle_invalid', 'The bundle holds no agent file.', {
      hint: `Add a ${FRAMEWORK_FILE} that names the entry agent, or a YAML file with type: agent.`,
    });
  }
  const tops = [...agents.keys()].filter((file) => !below.has(file));
  return { entry: tops.length === 1 ? (tops[0] ?? null) : null, agents: [...agents.values()] };
}

/** `type: agent`, or the one key that every agent file has. */
function looksLikeAgent({ path, content }: BundleFile): boolean {
  return /\.ya?ml$/.test(path) && /^(type:\s*["']?agent\b|llm_config:)/m.test(content);
}
