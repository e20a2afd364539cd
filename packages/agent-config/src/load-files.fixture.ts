/** Loads agents from texts, for tests: `main.yaml` is the entry. */
import { bundleSource } from './file-source.ts';
import { type LoadedAgent, loadAgent } from './load-agent.ts';
import type { LoadOptions } from './load-options.ts';

export type Files = Record<string, string>;

export const READ_TOOL =
  'type: tool\nname: read_file\ndescription: Reads.\ninput_schema: {type: object, properties: {file_path: {type: string}}}\n';

export function loadFiles(files: Files, options: Partial<LoadOptions> = {}): Promise<LoadedAgent> {
  const source = bundleSource(Object.entries(files).map(([path, content]) => ({ path, content })));
  return loadAgent(source, 'main.yaml', { environment: { LLM_MODEL: 'm-1', LLM_KEY: '123456' }, ...options });
}

/** Loads `llm_config: {}` and the given lines as `main.yaml`. */
export const loadLines = (
  lines: string,
  files: Files = {},
  options: Partial<LoadOptions> = {},
): Promise<LoadedAgent> =>
  loadFiles({ 'main.yaml': `llm_config: {}\n${lines}\n`, 'tools/read.yaml': READ_TOOL, ...files }, options);
