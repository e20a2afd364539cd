/** A framework: `framework.yaml` and the agents that it lists, which must be exactly the agents that there are. */
import { type AgentSpec, FrameworkFile, NexError } from '@nex/core';
import { type FileSource, readReferenced } from './file-source.ts';
import { loadAgent } from './load-agent.ts';
import type { LoadOptions } from './load-options.ts';
import type { AgentPlace, Skip } from './loading.ts';
import { parseShape, whereIn } from './parse-shape.ts';
import { parseYaml, toPlain } from './yaml-document.ts';

export const FRAMEWORK_FILE = 'framework.yaml';

export interface LoadedFramework {
  framework: FrameworkFile;
  entry: AgentSpec;
  skipped: Skip[];
}

/** Reads the table of contents alone. Not interpolated. */
export async function readFramework(source: FileSource): Promise<FrameworkFile> {
  const text = await readReferenced(source, FRAMEWORK_FILE, FRAMEWORK_FILE);
  return parseShape(FrameworkFile, toPlain(parseYaml(text, FRAMEWORK_FILE), FRAMEWORK_FILE), FRAMEWORK_FILE);
}

/**
 * Loads the entry agent and all below it. Throws `config_invalid` for a file that breaks its contract and
 * `bundle_invalid` when the agents listed and the agents loaded are not the same, in name, file or parent.
 */
export async function loadFramework(source: FileSource, options: LoadOptions): Promise<LoadedFramework> {
  const framework = await readFramework(source);
  const { agent, skipped, places } = await loadAgent(source, framework.entry, options);
  const loaded = new Set(places.map(placeKey));
  for (const [index, listed] of framework.agents.entries()) {
    if (loaded.has(placeKey(listed))) continue;
    const where = whereIn(FRAMEWORK_FILE, ['agents', index]);
    throw new NexError('bundle_invalid', `No agent stands where the list says: ${describe(listed)}.`, {
      where,
      hint: hintFor(listed, places),
    });
  }
  const listed = new Set(framework.agents.map(placeKey));
  const unlisted = places.find((place) => !listed.has(placeKey(place)));
  if (unlisted === undefined) return { framework, entry: agent, skipped };
  throw new NexError('bundle_invalid', `An agent is not in the list: ${describe(unlisted)}.`, {
    where: whereIn(FRAMEWORK_FILE, ['agents']),
    hint: 'List every agent with its file and its parent.',
  });
}

function placeKey(place: AgentPlace): string {
  return JSON.stringify([place.name, place.file, place.parent]);
}

function describe(place: AgentPlace): string {
  const below = place.parent === null ? 'as the entry' : `below "${place.parent}"`;
  return `"${place.name}" (${place.file}) ${below}`;
}

function hintFor(listed: AgentPlace, places: readonly AgentPlace[]): string {
  const other =
    places.find((place) => place.file === listed.file) ?? places.find((p) => p.name === listed.name);
  if (other === undefined)
    return `Name ${listed.file} in the sub_agents of its parent, or drop it from the list.`;
  return `The agent files say: ${describe(other)}.`;
}
