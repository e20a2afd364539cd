/** `nex lint`: checks the files of a framework. Needs no platform. */
import { type BundleFile, NexError } from '@nex/core';
import { LINT_RULES, lintModel, readFrameworkModel } from '@nex/framework';
import { InvalidArgumentError, Option } from 'commander';
import type { Context } from '../context.ts';
import { loadCatalogueView } from '../data/catalogue-view.ts';
import { readFrameworkFiles } from '../data/framework-files.ts';
import { EXIT } from '../exit-code.ts';
import { errorLines } from '../output/error-lines.ts';
import { tableLines } from '../output/table.ts';
import { plural } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';
import { whole } from './numbers.ts';

interface Options {
  rules?: boolean;
  only?: string[];
  severity: 'error' | 'warning';
  personas?: number;
  leaves?: number;
}

export const lint: CommandDefinition = (program, run) =>
  program
    .command('lint')
    .description("check the files of a framework: ours, or the reference's framework_config.yaml")
    .argument('[path]', 'the folder of a framework, or one configuration file')
    .option('--rules', 'list the rules')
    .option('--only <rules...>', 'apply only these rules (default: all)', known)
    .addOption(
      new Option('--severity <severity>', 'the least that makes the command fail')
        .choices(['error', 'warning'])
        .default('error'),
    )
    .option(
      '--personas <number>',
      'how many personas were asked for (default: 500 in the reference’s form, as a warning; else any number)',
      whole(0, 100_000),
    )
    .option('--leaves <number>', 'least number of problem types (default: 1)', whole(1, 10_000))
    .addHelpText('after', '\nOf lint: 0 nothing that fails, 1 findings, 2 nothing could be checked')
    .action((path: string | undefined, options: Options, command) =>
      run(command, async (context) => {
        if (options.rules) return listRules(context);
        try {
          return await check(context, path, options);
        } catch (thrown) {
          if (!(thrown instanceof NexError) || context.signal.aborted) throw thrown;
          if (context.json) context.output.err(`${JSON.stringify({ error: thrown.toFailure() })}\n`);
          else for (const line of errorLines(thrown)) context.note(line);
          return EXIT.usage;
        }
      }),
    );

async function check(context: Context, path: string | undefined, options: Options): Promise<number> {
  if (path === undefined) {
    throw new NexError('invalid_request', 'No folder or file is named.', { hint: 'nex lint <path>' });
  }
  return printFindings(context, await readFrameworkFiles(path), options);
}

/** Prints what lint finds in the files. @returns the exit code. */
export async function printFindings(
  context: Context,
  files: readonly BundleFile[],
  options: Options = { severity: 'error' },
): Promise<number> {
  const catalogue = await loadCatalogueView(context);
  const model = readFrameworkModel(files);
  const findings = await lintModel(model, {
    environment: new Set(Object.keys(context.env)),
    ...(catalogue === undefined ? {} : { catalogue }),
    ...(options.only === undefined ? {} : { only: options.only }),
    ...(options.personas === undefined ? {} : { personas: options.personas }),
    ...(options.leaves === undefined ? {} : { minLeaves: options.leaves }),
  });
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const warnings = findings.length - errors;
  const answer = { findings, ok: errors === 0, errors, warnings, kind: model.kind, name: model.name };
  context.print(answer, () => [
    ...findings.map(
      ({ severity, rule, where, message, fix }) =>
        `${severity} ${rule}: ${message} (${where})${fix ? `\n  hint: ${fix}` : ''}`,
    ),
    `${plural(files.length, 'file')}, ${plural(errors, 'error')}, ${plural(warnings, 'warning')}`,
  ]);
  return errors > 0 || (options.severity === 'warning' && warnings > 0) ? EXIT.failure : EXIT.ok;
}

function listRules(context: Context): number {
  const rules = LINT_RULES.map(({ code, severity, says }) => ({ code, severity, says }));
  context.print({ rules }, () =>
    tableLines(
      ['rule', 'severity', 'what holds'],
      rules.map((rule) => [rule.code, rule.severity, rule.says]),
    ),
  );
  return EXIT.ok;
}

function known(code: string, earlier: string[] = []): string[] {
  if (!LINT_RULES.some((rule) => rule.code === code)) {
    throw new InvalidArgumentError(`There is no rule ${code}; see nex lint --rules.`);
  }
  return [...earlier, code];
}
