/** What the registry and the package itself say of a server before it is started. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, NexError, parseJsonObject } from '@nex/core';
import * as z from 'zod';
import { type NpmOptions, runNpm } from '../install/run-npm.ts';

/** The exact version that a version, a tag or a range means today. Throws `not_found`. */
export async function exactVersion(
  name: string,
  range: string | undefined,
  npm: NpmOptions,
): Promise<string> {
  if (range !== undefined && /^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(range)) return range;
  const spec = range === undefined ? name : `${name}@${range}`;
  const told: unknown = JSON.parse((await runNpm(['view', spec, 'version', '--json'], npm)) || 'null');
  const version = Array.isArray(told) ? told.at(-1) : told;
  if (typeof version === 'string') return version;
  throw new NexError('not_found', `The npm registry has no ${spec}.`, {
    where: spec,
    hint: 'Check the name.',
  });
}

export interface PackageFacts {
  description: string;
  licence: string;
  /** Path of the program inside the package. */
  entry: string | undefined;
}

const Manifest = z.looseObject({
  description: z.string().optional(),
  license: z.union([z.string(), z.looseObject({ type: z.string().optional() })]).optional(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  main: z.string().optional(),
});

/** `directory` holds `node_modules`. */
export async function packageFacts(directory: string, name: string): Promise<PackageFacts> {
  const base = join(directory, 'node_modules', name);
  const manifest = Manifest.parse(parseJsonObject(await readFile(join(base, 'package.json'), 'utf8')) ?? {});
  const { license, bin, main, description = '' } = manifest;
  const named = typeof license === 'string' ? license : license?.type;
  const bins = isJsonObject(bin) ? bin : {};
  const short = name.split('/').at(-1) ?? name;
  const program = typeof bin === 'string' ? bin : (bins[short] ?? Object.values(bins)[0] ?? main);
  return {
    description,
    licence: named && !/^see /i.test(named) ? named : await licenceOfFile(base, named),
    entry: typeof program === 'string' ? program.replace(/^\.\//, '') : undefined,
  };
}

const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/Permission is hereby granted, free of charge/, 'MIT'],
  [/Apache License\s+Version 2\.0/, 'Apache-2.0'],
  [/Permission to use, copy, modify, and\/or distribute this software/, 'ISC'],
  [/Redistribution and use in source and binary forms/, 'BSD-3-Clause'],
  [/GNU AFFERO GENERAL PUBLIC/i, 'AGPL-3.0'],
  [/GNU GENERAL PUBLIC/i, 'GPL-3.0'],
];

/** Names the texts that its file holds; says that the field did not. */
async function licenceOfFile(base: string, named: string | undefined): Promise<string> {
  const field = named ?? 'field missing';
  for (const file of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license']) {
    const text = await readFile(join(base, file), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const found = TEXTS.flatMap(([expression, licence]) => (expression.test(text) ? [licence] : []));
    if (found.length > 0) return `${found.join(' AND ')} (by its LICENSE file; ${field})`;
  }
  const readme = await readFile(join(base, 'README.md'), 'utf8').catch(() => '');
  const told = /licen[sc]ed under (?:the )?(MIT|ISC|Apache)/i.exec(readme)?.[1]?.toLowerCase();
  const names: Readonly<Record<string, string>> = { mit: 'MIT', isc: 'ISC', apache: 'Apache-2.0' };
  if (told !== undefined) return `${names[told]} (by its README; ${field})`;
  return `unknown (${field})`;
}
