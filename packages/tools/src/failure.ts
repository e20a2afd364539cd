/** Failures of the file system as outcomes in the model's words: no host path, no message of the host. */
import { errorOutcome, NexError, type ToolOutcome, textOf } from '@nex/core';

interface Meaning {
  /** False when the fault lies with the host and not with the call. */
  isToolError: boolean;
  text: string;
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ENOENT: { isToolError: true, text: 'FILE_NOT_FOUND: There is nothing at that path.' },
  ENOTDIR: { isToolError: true, text: 'NOT_A_DIRECTORY: A part of the path is a file, not a directory.' },
  EEXIST: { isToolError: true, text: 'NOT_A_DIRECTORY: A part of the path is a file, not a directory.' },
  EISDIR: { isToolError: true, text: 'PATH_IS_DIRECTORY: The path is a directory, not a file.' },
  ENAMETOOLONG: { isToolError: true, text: 'INVALID_PATH: A name in the path is too long.' },
  EACCES: { isToolError: true, text: 'PERMISSION_DENIED: The path cannot be accessed.' },
  EPERM: { isToolError: true, text: 'PERMISSION_DENIED: The path cannot be accessed.' },
  EROFS: { isToolError: true, text: 'PERMISSION_DENIED: The workspace is read-only.' },
  ELOOP: { isToolError: true, text: 'INVALID_PATH: The path is a link that cannot be followed.' },
  ENOSPC: { isToolError: false, text: 'NO_SPACE: The workspace is full.' },
};

/** Unknown faults become `infrastructure` without detail. */
export function failureOutcome(thrown: unknown): ToolOutcome {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const meaning = Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
  if (meaning) return errorOutcome(meaning.isToolError ? 'tool_error' : 'infrastructure', meaning.text);
  if (thrown instanceof NexError) return errorOutcome('infrastructure', thrown.message);
  return errorOutcome('infrastructure', 'The tool failed for a reason outside of the call.');
}

/** The word at the beginning of an error's text, such as `FILE_NOT_FOUND`. */
export function errorWord(outcome: ToolOutcome): string {
  return /^[A-Z][A-Z0-9_]*(?=:)/.exec(textOf(outcome))?.[0] ?? '';
}
