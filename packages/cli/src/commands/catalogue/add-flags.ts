/** From the options of `nex catalogue add` to what is added. */
import { NexError } from '@nex/core';
import type { AddOptions } from '@nex/mcp';

export interface AddFlags {
  from?: string;
  name?: string;
  title?: string;
  summary?: string;
  domain?: string;
  entry?: string;
  env?: string[];
  key?: string[];
  header?: string[];
  timeout: number;
  scripts?: boolean;
  hostAccess?: boolean;
  dryRun?: boolean;
}

type Draft = AddOptions['draft'];

/** `text` is the content of the file of `--from`. Throws `invalid_request`. */
export async function draftsOf(
  source: string | undefined,
  args: readonly string[],
  flags: AddFlags,
  text: string | undefined,
): Promise<Draft[]> {
  const { importConfig, parseSource } = await import('@nex/mcp');
  const env = pairs(flags.env, '--env');
  const headers = pairs(flags.header, '--header');
  const keys = flags.key ?? [];
  const more = (draft: Draft): Draft => ({
    ...draft,
    env: { ...draft.env, ...env },
    headers: { ...draft.headers, ...headers },
    keys: [...new Set([...draft.keys, ...keys])],
  });
  if (text === undefined) {
    return [more({ source: parseSource(source ?? ''), args: [...args], env: {}, headers: {}, keys: [] })];
  }
  return importConfig(text).map(more);
}

export function givenOf(flags: AddFlags): NonNullable<AddOptions['given']> {
  const { name, title, summary, domain, entry, hostAccess } = flags;
  return {
    ...(name === undefined ? {} : { name }),
    ...(title === undefined ? {} : { title }),
    ...(summary === undefined ? {} : { summary }),
    ...(domain === undefined ? {} : { domain }),
    ...(entry === undefined ? {} : { entry }),
    ...(hostAccess ? { host_access: true } : {}),
  };
}

function pairs(texts: readonly string[] = [], option: string): Record<string, string> {
  const rows = texts.map((text) => {
    const at = text.indexOf('=');
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)] as const;
    throw new NexError('invalid_request', `${option} ${text} is not NAME=value.`);
  });
  return Object.fromEntries(rows);
}
