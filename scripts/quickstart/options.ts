/** What the quickstart takes after `--`. */
import { parseArgs } from 'node:util';
import { NexError } from '@nex/core';

export const DEFAULT_SENTENCE =
  'A back office team for a small bakery that plans orders and deliveries, works out quantities, dates and ' +
  'prices, keeps a task list, remembers its customers and suppliers, and writes short notes and reports.';

export const HELP = `npm run quickstart -- [options]

Starts the whole platform on this machine and makes a data set from one sentence.

  --spec "<sentence>"   what the agents shall do (default: a bakery's back office)
  --queries <number>    queries to make, 1 to 100000 (default 24)
  --samples <number>    runs of each query, 1 to 64 (default 1)
  --seed <number>       equal seeds give equal queries (default 7)
  --keep-running        leave the platform up at the end
  --help

DATABASE_URL, REDIS_URL, LLM_BASE_URL with LLM_MODEL and LLM_API_KEY: use these servers instead of local ones.
Ctrl-C stops everything and loses nothing: the next run with the same options goes on.
Exit codes: 0 the data set is there, 1 failed, 2 wrong usage, 3 a service cannot be reached, 130 interrupted`;

export interface QuickstartOptions {
  spec: string;
  queries: number;
  samples: number;
  seed: number;
}

export interface QuickstartArguments {
  options: QuickstartOptions;
  keepRunning: boolean;
  help: boolean;
}

/** Throws `invalid_request`: wrong usage. */
export function readArguments(args: readonly string[]): QuickstartArguments {
  const values = parse(args);
  return {
    options: {
      spec: values.spec ?? DEFAULT_SENTENCE,
      queries: whole('--queries', values.queries, 24, 1, 100_000),
      samples: whole('--samples', values.samples, 1, 1, 64),
      seed: whole('--seed', values.seed, 7, 0, 4_294_967_295),
    },
    keepRunning: values['keep-running'] ?? false,
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        spec: { type: 'string' },
        queries: { type: 'string' },
        samples: { type: 'string' },
        seed: { type: 'string' },
        'keep-running': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (thrown) {
    const message = thrown instanceof Error ? (thrown.message.split('. ')[0] ?? '') : 'Unreadable arguments';
    throw new NexError('invalid_request', `${message}.`, {
      hint: 'npm run quickstart -- --help lists the options.',
    });
  }
}

function whole(
  name: string,
  text: string | undefined,
  fallback: number,
  least: number,
  most: number,
): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new NexError('invalid_request', `${name} is "${text}".`, {
    where: name,
    hint: `Give a whole number from ${least} to ${most}.`,
  });
}
