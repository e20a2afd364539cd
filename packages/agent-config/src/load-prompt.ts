/** The system prompt of an agent: read, rendered, one text per part. */
import { isJsonObject, type JsonObject, type PromptPart } from '@nex/core';
import type { AgentFile } from './agent-file.ts';
import { readReferenced } from './file-source.ts';
import type { Loading } from './loading.ts';
import { whereIn } from './parse-shape.ts';
import { folderOf, resolvePath } from './source-path.ts';
import { renderTemplate } from './template.ts';

/**
 * No prompt in the file gives no part: what tools there are, the model is told with the tools themselves. `fragments`
 * of plugins and then the suffix go to the end of the last part, as they are. A part may be cached unless it says no.
 */
export async function loadPrompt(
  loading: Loading,
  file: string,
  agent: AgentFile,
  name: string,
  fragments: readonly string[],
): Promise<PromptPart[]> {
  const { system_prompt: prompt, system_prompt_type: type, system_prompt_suffix: suffix } = agent;
  const values = templateValues(loading, agent, name);
  const parts: PromptPart[] = [];
  const entries = prompt === undefined ? [] : Array.isArray(prompt) ? prompt : [prompt];
  for (const [index, entry] of entries.entries()) {
    const { content, cache } = typeof entry === 'string' ? { content: entry, cache: true } : entry;
    const where = whereIn(file, Array.isArray(prompt) ? ['system_prompt', index] : ['system_prompt']);
    if (type === 'string') {
      if (!Array.isArray(prompt)) noteForgottenType(loading, content, where);
      parts.push({ text: renderTemplate(content, values, where), cache });
    } else {
      const path = resolvePath(folderOf(file), content, where);
      const text = await readReferenced(loading.source, path, where);
      parts.push({ text: renderTemplate(text.replace(/^\uFEFF/, ''), values, path).trim(), cache });
    }
  }
  const own = suffix === undefined ? [] : [fragments.length === 0 ? suffix : suffix.trim()];
  const appended = [...fragments, ...own].filter((text) => text !== '').join('\n\n');
  if (appended === '') return parts;
  const last = parts.pop() ?? { text: '', cache: true };
  const gap = fragments.length > 0 && last.text !== '' ? '\n\n' : '';
  return [...parts, { ...last, text: last.text + gap + appended }];
}

function templateValues(loading: Loading, agent: AgentFile, name: string): JsonObject {
  const template = agent.variables?.['template'];
  return {
    agent_name: name,
    system_prompt_type: agent.system_prompt_type,
    ...loading.options.promptValues,
    ...agent.initial_context,
    ...agent.context,
    ...(isJsonObject(template) ? template : {}),
    ...loading.options.context,
    // zod's type of JSON is the same as core's but for its name.
    ...(loading.options.variables?.template as JsonObject | undefined),
  };
}

/** A path without a type is a prompt that reads "./prompt.md": kept as written, but told. */
function noteForgottenType(loading: Loading, text: string, where: string): void {
  if (!/^[\w./-]{1,300}\.(?:md|txt|j2|jinja)$/.test(text.trim())) return;
  const reason = `The prompt is the text "${text.trim()}" itself, not the file: system_prompt_type is "string".`;
  loading.note(where, reason);
}
