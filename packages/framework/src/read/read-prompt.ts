/** The system prompt as it is written, its parts one below the other. Templates stay as they are. */
import { packagePathOf } from '@nex/agent-config';
import type { Fault, Prose } from '../model/model.ts';
import type { Place } from '../model/place.ts';
import { missing, type Resolve } from './missing-file.ts';
import type { SourceDocument } from './source-document.ts';
import { mapOf, textOf } from './values.ts';

export interface PromptSurroundings {
  files: ReadonlyMap<string, string>;
  /** Takes the files that are read. */
  read: Set<string>;
  resolve: Resolve;
  note: (fault: Fault) => void;
}

/** `undefined` when the agent has none. Its place is the prompt's file, or the key in the agent's own. */
export function readPrompt(
  map: Record<string, unknown>,
  document: SourceDocument,
  { files, read, resolve, note }: PromptSurroundings,
): Prose | undefined {
  const { system_prompt: written, system_prompt_type: type = 'string', system_prompt_suffix: suffix } = map;
  const entries = Array.isArray(written) ? written : written === undefined ? [] : [written];
  const texts: string[] = [];
  let place: Place | undefined;
  for (const [index, entry] of entries.entries()) {
    const content = textOf(entry) ?? textOf(mapOf(entry)['content']);
    if (content === undefined) continue;
    const at = document.at(Array.isArray(written) ? ['system_prompt', index] : ['system_prompt']);
    if (type === 'string') {
      place ??= at;
      texts.push(content);
      continue;
    }
    const path = resolve(content, at);
    if (path === undefined || packagePathOf(path) !== undefined) continue;
    const text = files.get(path);
    if (text === undefined) note(missing(path, at));
    else {
      read.add(path);
      place ??= { file: path };
      texts.push(text);
    }
  }
  if (typeof suffix === 'string') texts.push(suffix);
  if (texts.length === 0 && written === undefined) return undefined;
  return { text: texts.join('\n\n'), place: place ?? document.at(['system_prompt']), kind: 'prompt' };
}
