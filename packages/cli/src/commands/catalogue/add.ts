import { readFile } from 'node:fs/promises';
import { type Failure, NexError, toNexError } from '@nex/core';
import type { AddedServer, AddOptions } from '@nex/mcp';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { EXIT } from '../../exit-code.ts';
import { tableLines } from '../../output/table.ts';
import type { Runner } from '../command.ts';
import { whole } from '../numbers.ts';
import { type AddFlags, draftsOf, givenOf } from './add-flags.ts';
import { load, today } from './load.ts';

type Outcome = { ok: true; added: AddedServer } | { ok: false; name: string; failure: Failure };

export function add(group: Command, run: Runner): Command {
  const many = (value: string, before: string[] = []) => [...before, value];
  return group
    .command('add')
    .description('try a tool server and bring it into the catalogue with its grade')
    .argument('[source]', 'npm package (name@version), path of a command, or address')
    .argument('[args...]', 'arguments of the server, after --; ${STATE_DIR} is its own directory')
    .option(
      '--from <file>',
      'servers of a file: mcpServers, VS Code servers, or server.json (default: the server that is named)',
    )
    .option('--name <name>', 'short name in the catalogue (default: made from the package)')
    .option('--title <text>', 'what it is (default: what the server says)')
    .option('--summary <text>', 'what it does, in one sentence (default: what the server says)')
    .option('--domain <name>', 'default: guessed from its tools')
    .option('--entry <file>', 'program inside the package; default: its bin')
    .option('--env <NAME=value>', 'environment of the server; may be given often (default: none)', many)
    .option('--key <NAME>', 'variable with a key that it needs; may be given often (default: none)', many)
    .option('--header <NAME=value>', 'header for an address; may be given often (default: none)', many)
    .option('--timeout <ms>', 'of one call', whole(100, 600_000), 10_000)
    .option('--scripts', 'run the install scripts of the package')
    .option('--host-access', 'say that it runs commands of the host')
    .option('--dry-run', 'show the entry, write nothing')
    .action((source: string | undefined, args: string[], flags: AddFlags, command) =>
      run(command, async (context) => {
        if ((source === undefined) === (flags.from === undefined)) {
          throw new NexError('invalid_request', 'Give a source, or a file with --from.');
        }
        const text = flags.from === undefined ? undefined : await readText(flags.from);
        const drafts = await draftsOf(source, args, flags, text);
        const outcomes: Outcome[] = [];
        for (const draft of drafts) {
          // One server is not worth the others of the file.
          outcomes.push(await addOne(context, draft, flags, drafts.length > 1));
        }
        const ok = outcomes.every((outcome) => outcome.ok);
        const dryRun = flags.dryRun ?? false;
        context.print({ servers: outcomes.map(shown), dryRun, ok }, () =>
          outcomes.flatMap((o) => lines(o, dryRun)),
        );
        return ok ? EXIT.ok : EXIT.failure;
      }),
    );
}

async function addOne(
  context: Context,
  draft: AddOptions['draft'],
  flags: AddFlags,
  oneOfMany: boolean,
): Promise<Outcome> {
  const { addServer } = await import('@nex/mcp');
  const name = draft.name ?? '';
  try {
    const added = await addServer({
      catalogue: await load(context),
      draft,
      given: givenOf(flags),
      scripts: flags.scripts ?? false,
      dryRun: flags.dryRun ?? false,
      signal: context.signal,
      environment: context.env,
      toolTimeoutMs: flags.timeout,
      today: today(),
      onStep: (step) => context.note(`${name || 'server'}: ${step}`),
      onTool: ({ tool, verdict, pass }) => {
        if (pass === 1) context.note(`  ${tool}: ${verdict}`);
      },
    });
    return { ok: true, added };
  } catch (thrown) {
    if (!oneOfMany || context.signal.aborted) throw thrown;
    const failure = toNexError(thrown, 'catalogue_invalid', `${name} could not be added.`).toFailure();
    return { ok: false, name, failure };
  }
}

function shown(outcome: Outcome): unknown {
  return outcome.ok ? outcome.added : { name: outcome.name, failure: outcome.failure };
}

function lines(outcome: Outcome, dryRun: boolean): string[] {
  if (!outcome.ok) {
    const { code, message, hint } = outcome.failure;
    return [`error ${code}: ${message} (${outcome.name})`, ...(hint ? [`hint: ${hint}`] : [])];
  }
  const { name, record, text, file } = outcome.added;
  const working = record.tools.filter((tool) => tool.verdict === 'works').length;
  return [
    ...(dryRun ? text.trimEnd().split('\n') : []),
    ...tableLines(
      ['tool', 'verdict', 'repeats', 'writes', 'refuses', 'ms'],
      record.tools.map((tool) => [
        tool.name,
        tool.verdict,
        tool.determinism,
        tool.writes ? 'yes' : 'no',
        tool.invalid,
        String(tool.ms),
      ]),
    ),
    `${name}: grade ${record.grade}${record.reasons.length > 0 ? ` (${record.reasons.join(', ')})` : ''}, ${working} of ${record.tools.length} tools answered, state: ${record.state.places.join(' and ')}, start ${record.start_ms} ms, ${record.memory_mb} MB`,
    file === undefined ? 'nothing was written' : `written to ${file}`,
  ];
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new NexError('not_found', 'There is no such file.', {
      where: file,
      hint: 'Check the path.',
      cause,
    });
  });
}
