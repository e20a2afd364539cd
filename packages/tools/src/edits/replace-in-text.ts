/** One replacement in a text: how often the old text must occur, and what is wrong when it does not. */
import { exactEdits, type FoundEdits, findEdits } from './find-edits.ts';
import { applyEdits, normalizeLineEnds } from './line-endings.ts';

const MAX_LINES_NAMED = 10;

export interface Replacement {
  old: string;
  new: string;
  /** How often `old` must occur. `any`: at least once. */
  expected: number | 'any';
  /** Only the text itself counts, whatever white space the file has. */
  exactOnly: boolean;
}

export type Replaced =
  | { ok: true; text: string; count: number; strategy: FoundEdits['strategy'] }
  /** `fault` begins with its word, `EDIT_NO_CHANGE` and the like, and names `shownPath`. */
  | { ok: false; fault: string };

/** Changes nothing but the places that were found. `old` is not empty. */
export function replaceInText(source: string, replacement: Replacement, shownPath: string): Replaced {
  const normal = normalizeLineEnds(source);
  const search = replacement.old.replaceAll('\r\n', '\n');
  const inserted = replacement.new.replaceAll('\r\n', '\n');
  const found = replacement.exactOnly
    ? { strategy: 'exact' as const, edits: exactEdits(normal.text, search, inserted) }
    : findEdits(normal.text, search, inserted);
  const count = found?.edits.length ?? 0;
  if (found === undefined || count === 0) {
    return {
      ok: false,
      fault:
        `EDIT_NO_OCCURRENCE_FOUND: old_string does not occur in ${shownPath}. Check white space, indentation and ` +
        'escapes with read_file, and give the text as it stands in the file.',
    };
  }
  const { expected } = replacement;
  if (expected !== 'any' && count !== expected) {
    const lines = found.edits.slice(0, MAX_LINES_NAMED).map((edit) => lineAt(normal.text, edit.start));
    const more = count > MAX_LINES_NAMED ? ', …' : '';
    return {
      ok: false,
      fault:
        `EDIT_EXPECTED_OCCURRENCE_MISMATCH: Expected ${expected} but found ${count} occurrences of old_string in ` +
        `${shownPath} (lines ${lines.join(', ')}${more}). Give more of the text around the place that is meant.`,
    };
  }
  const text = applyEdits(source, normal, found.edits);
  if (search === inserted || text === source) {
    return { ok: false, fault: `EDIT_NO_CHANGE: The replacement leaves ${shownPath} as it is.` };
  }
  return { ok: true, text, count, strategy: found.strategy };
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
