/** What `nex catalogue add` was given: an npm package, a command, or an address. */
import { NexError } from '@nex/core';

export type ServerSource =
  | { kind: 'package'; name: string /** A version, tag or range; absent: the newest. */; range?: string }
  | { kind: 'command'; command: string }
  | { kind: 'url'; url: string };

const PACKAGE = /^((?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*)(?:@([\w.^~<>=*| -]+))?$/i;
const RUNNERS = /(^|\/)(npx|bunx|pnpx)$/;

/** A path or a text with spaces is a command. Throws `invalid_request`. */
export function parseSource(text: string): ServerSource {
  const given = text.trim();
  if (/^https?:\/\//i.test(given)) {
    if (URL.canParse(given)) return { kind: 'url', url: given };
  } else if (/^[./~]/.test(given)) return { kind: 'command', command: given };
  const [, name, range] = PACKAGE.exec(given) ?? [];
  if (name !== undefined) return { kind: 'package', name, ...(range === undefined ? {} : { range }) };
  throw new NexError('invalid_request', `${text} is no package, no path of a command and no address.`, {
    hint: 'Give a package such as time-mcp@1.0.6, a path such as /usr/bin/server, or https://host/mcp.',
  });
}

/** A command line as other programs write it: `npx -y package@1.2.3 args` is the package with these arguments. */
export function sourceOfCommand(
  command: string,
  args: readonly string[],
): { source: ServerSource; args: string[] } {
  if (!RUNNERS.test(command)) return { source: { kind: 'command', command }, args: [...args] };
  const rest = [...args];
  while (rest[0]?.startsWith('-')) {
    const flag = rest.shift();
    if (flag === '-p' || flag === '--package') break;
  }
  const spec = rest.shift();
  if (spec === undefined) throw new NexError('invalid_request', `${command} names no package.`);
  return { source: parseSource(spec), args: rest };
}
