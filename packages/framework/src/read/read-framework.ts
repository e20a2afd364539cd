/** Files of either form → the one description. Never throws for what the files hold. */
import { FRAMEWORK_FILE } from '@nex/agent-config';
import type { BundleFile } from '@nex/core';
import type { FrameworkModel } from '../model/model.ts';
import { readBundle } from './read-bundle.ts';
import { configAlone, readConfigAlone } from './read-config-alone.ts';
import { readReference } from './read-reference.ts';

export const REFERENCE_FILE = 'framework_config.yaml';

/**
 * A directory with `framework.yaml` is a bundle; a file with `agent_name` keys, or `framework_config.yaml`, is the
 * reference's, and so is one with a `config.json` that lists agents. Files that are none of these are read as a bundle
 * without its table of contents. The paths may share a leading folder.
 */
export function readFramework(files: readonly BundleFile[]): FrameworkModel {
  const byPath = new Map(files.map((file) => [file.path, file.content]));
  if (byPath.has(FRAMEWORK_FILE)) return readBundle(byPath);
  const reference = referenceFile(byPath);
  if (reference !== undefined) return readReference(byPath, reference);
  const nested = [...byPath.keys()].find((path) => path.endsWith(`/${FRAMEWORK_FILE}`));
  if (nested === undefined) {
    const config = configAlone(byPath);
    return config === undefined ? readBundle(byPath) : readConfigAlone(byPath, config);
  }
  const folder = nested.slice(0, -FRAMEWORK_FILE.length);
  const below = [...byPath].filter(([path]) => path.startsWith(folder));
  return readBundle(new Map(below.map(([path, content]) => [path.slice(folder.length), content])));
}

/** The shallowest `framework_config.yaml`, else the only YAML file with agents as the reference writes them. */
function referenceFile(files: ReadonlyMap<string, string>): string | undefined {
  const paths = [...files.keys()].sort((a, b) => a.split('/').length - b.split('/').length);
  const named = paths.find((path) => /(^|\/)framework_config\.ya?ml$/.test(path));
  if (named !== undefined) return named;
  return paths.find((path) => /\.ya?ml$/.test(path) && /\bagent_name\s*:/.test(files.get(path) ?? ''));
}
