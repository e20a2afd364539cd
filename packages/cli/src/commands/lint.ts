/** `nex lint`: checks the files of a framework. */
import { readBundleDirectory } from '../data/bundle-directory.ts';
import { EXIT } from '../exit-code.ts';
import { plural } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';

export const lint: CommandDefinition = (program, run) =>
  program
    .command('lint')
    .description('check the agent files of a folder by the rules of the generator')
    .argument('<folder>', 'the folder that holds framework.yaml')
    .action((folder: string, _, command) =>
      run(command, async (context) => {
        const files = await readBundleDirectory(folder);
        const client = await context.client();
        const answer = await client.lint(files, { signal: context.signal });
        const findings = answer.findings.toSorted((a, b) =>
          a.severity === b.severity ? compare(a.where, b.where) : compare(a.severity, b.severity),
        );
        context.print({ ...answer, findings }, () => [
          ...findings.map(
            ({ severity, rule, where, message, fix }) =>
              `${severity} ${rule}: ${message} (${where})${fix ? `\n  hint: ${fix}` : ''}`,
          ),
          `${plural(files.length, 'file')}, ${plural(findings.length, 'finding')}`,
        ]);
        return answer.ok ? EXIT.ok : EXIT.failure;
      }),
    );

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
