/** Where a run of the framework finds the files that it begins with. */
import { WORKSPACE } from '@nex/core';
import { parse } from 'yaml';
import * as z from 'zod';
import type { BundleFileText } from './read-bundle.ts';
import type { Capability } from './read-capabilities.ts';

/** Built-in tools that read what lies in the run's folder, by the last part of their binding. */
const READERS: ReadonlySet<string> = new Set([
  'read_file',
  'read_many_files',
  'search_file_content',
  'run_shell_command',
  'run_code_tool',
]);
/** The catalogue's server of files in a folder of the run. */
const FILE_SERVER = 'filesystem';

const Bound = z.object({ binding: z.string().optional().catch(undefined) });
const Binding = Bound.extend({
  tools: z.array(Bound.catch({})).optional().catch(undefined),
});

/** `undefined` when no tool of the framework reads files. */
export function readFilePlace(
  files: readonly BundleFileText[],
  capabilities: readonly Capability[],
): string | undefined {
  if (capabilities.some(({ server }) => server === FILE_SERVER)) return FILE_SERVER;
  const bindings = files
    .filter(({ path }) => /\.ya?ml$/.test(path))
    .flatMap(({ content }) => bindingsIn(content));
  return bindings.some((binding) => READERS.has(binding.split(':').at(-1) ?? '')) ? WORKSPACE : undefined;
}

/** A file that cannot be read binds nothing. */
function bindingsIn(content: string): string[] {
  try {
    const { binding, tools = [] } = Binding.parse(parse(content));
    return [binding, ...tools.map((tool) => tool.binding)].filter((one) => one !== undefined);
  } catch {
    return [];
  }
}
