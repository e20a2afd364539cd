/** The system prompt of an agent: read, rendered, one text per part. */
import type { JsonObject } from '@nex/core';
import type { AgentFile } from './agent-file.ts';
import { folderOf, readReferenced, resolvePath } from './file-source.ts';
import type { Loading } from './loading.ts';
import { whereIn } from './parse-shape.ts';
import { renderTemplate } from './template.ts';

/** No prompt in the file gives no part. The suffix goes to the end of the last part, as it is. */
export async function loadPrompt(
  loading: Loading,
  file: string,
  agent: AgentFile,
  name: string,
): Promise<string[]> {
  const { system_prompt: prompt, system_prompt_type: type, system_prompt_suffix: suffix } = agent;
  const values: JsonObject = {
    agent_name: name,
    system_prompt_type: type,
    ...loading.options.promptValues,
    ...agent.initial_context,
    ...agent.context,
  };
  const parts: string[] = [];
  const entries = prompt === undefined ? [] : Array.isArray(prompt) ? prompt : [prompt];
  for (const [index, entry] of entries.entries()) {
    const written = typeof entry === 'string' ? entry : entry.content;
    const where = whereIn(file, Array.isArray(prompt) ? ['system_prompt', index] : ['system_prompt']);
    if (type === 'string') {
      parts.push(renderTemplate(written, values, where));
    } else {
      const path = resolvePath(folderOf(file), written, where);
      const text = await readReferenced(loading.source, path, where);
      parts.push(renderTemplate(text.replace(/^\uFEFF/, ''), values, path).trim());
    }
  }
  if (suffix !== undefined) parts.push((parts.pop() ?? '') + suffix);
  return parts;
}
