/** A value that is never an argument: those are seen in lists of processes and kept by shells. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { MAX_SECRET_LENGTH, NexError } from '@nex/core';
import type { Context } from '../../context.ts';

/** On a terminal a line that is not shown; else all of standard input, without the last end of line. */
export async function readSecretValue(context: Context, name: string): Promise<string> {
  const { input, output, signal } = context;
  const value = input.isTTY === true ? await ask(context, name) : await readAll(input);
  if (signal.aborted) throw new NexError('cancelled', 'Nothing was set.');
  if (input.isTTY === true) output.err('\n');
  if (value !== '') return value;
  throw new NexError('invalid_request', 'The value is empty.', {
    where: 'standard input',
    hint: `Write \`nex secrets set ${name} < file\`, or type it when asked.`,
  });
}

async function ask({ input, output, signal }: Context, name: string): Promise<string> {
  output.err(`Value of ${name} (not shown): `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: true });
  try {
    return await lines.question('', { signal }).catch(() => '');
  } finally {
    lines.close();
  }
}

async function readAll(input: Context['input']): Promise<string> {
  let text = '';
  for await (const chunk of input) {
    text += String(chunk);
    if (text.length > MAX_SECRET_LENGTH + 2) {
      throw new NexError('too_large', `A secret has at most ${MAX_SECRET_LENGTH} characters.`, {
        where: 'standard input',
        hint: 'Keep large files elsewhere, and the key to them here.',
      });
    }
  }
  return text.replace(/\r?\n$/, '');
}
