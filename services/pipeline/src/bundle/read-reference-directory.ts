/**
 * A framework directory as NexGAP ships them, read as a build's bundle: `config.json`, `problem_types.json`,
 * `persona.jsonl`, `framework_config.yaml`. It is taken as it is: what is missing or broken is repaired or left out,
 * and each time a warning says so. Only without a problem-type tree there is nothing to build from.
 */
import { type FrameworkFile, NexError } from '@nex/core';
import { REFERENCE_FILE, readFrameworkModel } from '@nex/framework';
import * as z from 'zod';
import type { BuildBundle, BundleFileText } from './build-bundle.ts';
import type { Capability } from './read-capabilities.ts';
import { readReferencePersonas } from './read-reference-personas.ts';
import { repairTree } from './repair-tree.ts';

const CONFIG_FILE = 'config.json';
const TREE_FILE = 'problem_types.json';

const Named = z.looseObject({ name: z.string(), description: z.string().catch('') });
const ConfigFile = z.looseObject({
  description: z.string().catch(''),
  tools: z.array(Named).catch([]),
  subagents: z.array(Named).catch([]),
});

export function isReferenceDirectory(files: readonly BundleFileText[]): boolean {
  const has = (path: string) => files.some((file) => file.path === path);
  return !has('framework.yaml') && has(TREE_FILE) && (has(CONFIG_FILE) || has(REFERENCE_FILE));
}

/** Throws `bundle_invalid` when the tree cannot be read. */
export function readReferenceDirectory(digest: string, files: readonly BundleFileText[]): BuildBundle {
  const warnings: string[] = [];
  const contents = files.some(({ path }) => path === REFERENCE_FILE)
    ? [...files]
    : [...files, { path: REFERENCE_FILE, content: '{}' }];
  if (contents.length > files.length) warnings.push(`${REFERENCE_FILE} is missing.`);
  const model = readFrameworkModel(contents);
  const inUse = new Set([REFERENCE_FILE, CONFIG_FILE]);
  for (const { place, message } of model.faults) {
    if (inUse.has(place.file) && contents.length === files.length) {
      warnings.push(`${place.file}${place.line === undefined ? '' : `:${place.line}`}: ${message}`);
    }
  }
  if (!model.tree) {
    throw new NexError('bundle_invalid', `The framework's ${TREE_FILE} holds no tree of problem types.`, {
      where: TREE_FILE,
      hint: 'Give it the form {"framework", "tree": {"id", "en", "zh", "children"}}.',
    });
  }
  const tree = repairTree(model.tree, warnings);
  const config = readConfig(files, warnings);
  const personas = readReferencePersonas(files, warnings);
  const capabilities = config.tools.map(
    ({ name, description }): Capability => ({ server: '', tool: name, description }),
  );
  const name = slugOf(model.treeOf ?? model.name);
  const english = model.descriptions.find(({ language }) => language === 'en') ?? model.descriptions[0];
  const description = config.description || (english?.text ?? '');
  if (description === '') warnings.push('Nothing describes the framework.');
  const agents = [...new Set([...model.agents, ...config.subagents].map((agent) => agent.name))];
  const framework: FrameworkFile = {
    type: 'framework',
    name,
    title: model.title || name,
    description,
    sentence: description,
    language: 'en',
    domain: '',
    pattern: '',
    entry: REFERENCE_FILE,
    agents: agents.map((agent) => ({ name: agent, file: REFERENCE_FILE, parent: null })),
    provenance: {
      generator: 'nexgap',
      model: '',
      provider: '',
      offline_model: false,
      seed: 0,
      catalogue: '',
    },
  };
  const identifiers = [
    ...new Set([
      name,
      ...agents,
      ...model.tools.map((tool) => tool.name),
      ...config.tools.map((tool) => tool.name),
    ]),
  ];
  return {
    digest,
    files,
    framework,
    tree,
    personas,
    capabilities,
    identifiers: identifiers.filter(Boolean),
    warnings,
  };
}

function readConfig(files: readonly BundleFileText[], warnings: string[]): z.output<typeof ConfigFile> {
  const nothing = { description: '', tools: [], subagents: [] };
  const content = files.find(({ path }) => path === CONFIG_FILE)?.content;
  if (content === undefined) {
    warnings.push(`${CONFIG_FILE} is missing: queries are made without knowing what the tools can do.`);
    return nothing;
  }
  try {
    return ConfigFile.parse(JSON.parse(content));
  } catch {
    warnings.push(`${CONFIG_FILE} is not of the form expected: it is left out.`);
    return nothing;
  }
}

function slugOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+/g, '_').slice(0, 64) || 'framework';
}
