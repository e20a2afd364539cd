/** The last lines of a service's log as text: JSON lines shrink to their level, message and error. */
import { open } from 'node:fs/promises';

/** A line of a stack trace says less than the message above it. */
const FRAME = /^\s+at /;
const TAIL_BYTES = 16_384;

/** The newest `lines` lines, oldest first, without stack frames and control characters; empty without a log. */
export async function logTail(file: string, lines = 8): Promise<string[]> {
  const text = await readTail(file);
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !FRAME.test(line))
    .slice(-lines)
    .map(asText);
}

async function readTail(file: string): Promise<string> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(size - start), position: start });
    const text = buffer.toString('utf8', 0, bytesRead);
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } catch {
    return '';
  }
}

export function asText(line: string): string {
  const clean = Array.from(line, (character) =>
    character >= ' ' || character === '\t' ? character : '',
  ).join('');
  let value: unknown;
  try {
    value = JSON.parse(clean);
  } catch {
    return clean;
  }
  if (typeof value !== 'object' || value === null) return clean;
  const message = 'msg' in value ? value.msg : 'message' in value ? value.message : undefined;
  if (typeof message !== 'string') return clean;
  const level = 'level' in value ? `${String(value.level)}: ` : '';
  const error = 'err' in value ? errorText(value.err) : '';
  const hint = 'hint' in value ? ` ${String(value.hint)}` : '';
  return `${level}${message}${error}${hint}`;
}

function errorText(error: unknown): string {
  if (typeof error === 'string') return ` (${error})`;
  if (typeof error !== 'object' || error === null || !('message' in error)) return '';
  return ` (${String(error.message)})`;
}
