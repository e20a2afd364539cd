/** The options of `nex batch create`, and the request that they and a file add up to. */
import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { FrameworkBatchRequest } from '@nex/client';
import { NexError } from '@nex/core';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../context.ts';
import { addFrameworkOptions, type FrameworkOptions, frameworkRequest } from './framework-options.ts';
import { languages, names, positive, whole } from './numbers.ts';

export interface BatchOptions extends FrameworkOptions {
  name?: string;
  make?: number;
  scenario?: string[];
  domain?: string[];
  toolSet?: string[][];
  domainsPerSet: number;
  languages: ('en' | 'zh')[];
  pinTools?: boolean;
  concurrency: number;
  maxSimilarity: number;
  batchTokens?: number;
  batchUsd?: number;
  batchSeconds?: number;
  compareWith: 'batch' | 'earlier_batches';
}

export function addBatchOptions(command: Command): Command {
  addFrameworkOptions(command);
  return command
    .option('--name <name>', 'name of the batch (default: none)')
    .option(
      '--make <count>',
      'let the model write so many sentences (default: those that are given)',
      whole(1, 2000),
    )
    .option('--scenario <text>', 'with --make: a situation; may be given again (default: any)', more)
    .option(
      '--domain <names>',
      'with --make: fields of life or trade, separated by commas (default: any)',
      names,
    )
    .option(
      '--tool-set <domains>',
      'with --make: tool domains of one sentence, separated by commas; may be given again (default: drawn evenly)',
      sets,
    )
    .option('--domains-per-set <number>', 'with --make: tool domains of a drawn set', whole(1, 8), 2)
    .option('--languages <codes>', 'with --make: en, zh, or en,zh', languages, ['en'])
    .option('--pin-tools', 'with --make: only tools of the domains that a sentence was made for')
    .option('--concurrency <number>', 'frameworks under way at once', whole(1, 512), 64)
    .option(
      '--batch-tokens <number>',
      'begin no framework once the batch has used so many tokens (default: no limit)',
      whole(1, 1_000_000_000_000),
    )
    .option(
      '--batch-usd <amount>',
      'the same for its cost in US dollars; the model needs a price (default: no limit)',
      positive,
    )
    .option('--batch-seconds <number>', 'the same for its time (default: no limit)', whole(1, 604_800))
    .option('--max-similarity <share>', 'from which a framework is a clone, 0 to 1', share, 0.9)
    .addOption(
      new Option('--compare-with <which>', 'whose frameworks count for that')
        .choices(['batch', 'earlier_batches'])
        .default('batch'),
    );
}

/** A request in the file stays as it is, and options that are not given say nothing against it. */
export async function batchRequest(
  file: string | undefined,
  options: BatchOptions,
  context: Context,
): Promise<FrameworkBatchRequest> {
  const { sentence: _, ...defaults } = frameworkRequest('', options);
  const base = {
    ...(options.name === undefined ? {} : { name: options.name }),
    defaults,
    seed: options.seed,
    concurrency: options.concurrency,
    maxSimilarity: options.maxSimilarity,
    budget: {
      ...(options.batchTokens === undefined ? {} : { tokens: options.batchTokens }),
      ...(options.batchUsd === undefined ? {} : { costUsd: options.batchUsd }),
      ...(options.batchSeconds === undefined ? {} : { seconds: options.batchSeconds }),
    },
    compareWith: options.compareWith,
  };
  if (file === undefined) {
    return {
      ...base,
      make: {
        count: options.make ?? 1,
        scenarios: options.scenario ?? [],
        domains: options.domain ?? [],
        ...(options.toolSet ? { toolSets: options.toolSet } : {}),
        domainsPerSet: options.domainsPerSet,
        languages: options.languages,
        pinTools: options.pinTools ?? false,
      },
    };
  }
  const value = parseSentences(await read(file, context));
  return Array.isArray(value) ? { ...base, sentences: value } : value;
}

/** A JSON request, a JSON list of sentences or of requests, or a sentence per line; empty lines are left out. */
export function parseSentences(
  text: string,
): FrameworkBatchRequest | NonNullable<FrameworkBatchRequest['sentences']> {
  if (!/^\s*[[{]/.test(text)) {
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    return lines.filter((line) => line !== '').map((sentence) => ({ sentence }));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new NexError('invalid_request', 'The file begins like JSON, and is none.', { cause });
  }
  // The platform checks what is in it, and says where a fault is.
  if (!Array.isArray(value)) return value as FrameworkBatchRequest;
  return value.map((one) => (typeof one === 'string' ? { sentence: one } : one)) as NonNullable<
    FrameworkBatchRequest['sentences']
  >;
}

async function read(file: string, context: Context): Promise<string> {
  if (file === '-') return textOf(context.input);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new NexError('not_found', 'The file cannot be read.', { where: file, cause });
  }
}

function more(text: string, before: string[] = []): string[] {
  return [...before, text];
}

function sets(text: string, before?: string[][]): string[][] {
  return [...(before ?? []), names(text)];
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Give a number from 0 to 1.');
}
