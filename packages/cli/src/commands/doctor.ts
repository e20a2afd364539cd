/** `nex doctor`: checks a deployment and says what is wrong with it, and what to do. */
import { NexError } from '@nex/core';
import type { Command } from 'commander';
import type { CheckedFinding } from '../doctor/run-checks.ts';
import { tableLines } from '../output/table.ts';
import { readState } from '../stack/state.ts';
import type { CommandDefinition } from './command.ts';

interface Options {
  quick?: boolean;
}

const EXIT_BY_LEVEL = { ok: 0, warn: 1, fail: 2 } as const;

export const doctor: CommandDefinition = (program, run) =>
  program
    .command('doctor')
    .description('check a deployment: services, stores, models, tools, settings')
    .argument('[checks...]', 'only these; default: all')
    .option('--quick', 'leave out what takes long: starting the servers of the catalogue')
    .addHelpText(
      'after',
      `
It looks at what the environment names (as the services have it: DATABASE_URL, REDIS_URL, LLM_*, *_HTTP_URL), and where
that names nothing, at the platform that nex up started. It changes nothing.
Exit codes: 0 all is well, 1 something should be looked at, 2 something is broken`,
    )
    .action((names: string[], options: Options, command: Command) =>
      run(command, async (context) => {
        const { readDeployment } = await import('../doctor/deployment.ts');
        const { runChecks, worstOf } = await import('../doctor/run-checks.ts');
        const { CHECKS } = await import('../doctor/checks/index.ts');
        const unknown = names.find((name) => !CHECKS.some((check) => check.name === name));
        if (unknown !== undefined) {
          throw new NexError('invalid_request', `There is no check ${unknown}.`, {
            where: 'checks',
            hint: `There are: ${CHECKS.map(({ name }) => name).join(', ')}.`,
          });
        }
        const { url } = command.optsWithGlobals<{ url?: string }>();
        const deployment = readDeployment(context.env, context.home, await readState(context.home), url);
        const findings = await runChecks(
          { deployment, signal: context.signal },
          { quick: options.quick ?? false, ...(names.length > 0 ? { names } : {}) },
        );
        const level = worstOf(findings);
        context.print({ level, findings }, () => reportLines(findings));
        return EXIT_BY_LEVEL[level];
      }),
    );

function reportLines(findings: readonly CheckedFinding[]): string[] {
  const counts = (['ok', 'warn', 'fail'] as const).map(
    (level) => `${findings.filter((one) => one.level === level).length} ${level}`,
  );
  const todo = findings.filter((one) => one.todo !== undefined);
  return [
    ...tableLines(
      ['check', '', 'what', 'finding'],
      findings.map(({ check, level, subject, says }) => [check, level, subject, says]),
    ),
    '',
    ...(todo.length > 0
      ? ['What to do', ...todo.map(({ subject, todo: what }) => `  ${subject}: ${what}`), '']
      : []),
    counts.join(', '),
  ];
}
