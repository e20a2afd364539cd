import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Runner } from '../command.ts';
import { known, load } from './load.ts';

export function exportServers(group: Command, run: Runner): Command {
  return group
    .command('export')
    .description('write servers as the mcpServers JSON that other programs read')
    .argument('[names...]', 'which; default: all that are installed')
    .option('--state <directory>', 'where each server keeps its files', 'mcp-state')
    .option('--portable', 'start packages with npx instead of the files that are installed here')
    .action((names: string[], options: { state: string; portable?: boolean }, command) =>
      run(command, async (context) => {
        const { exportConfig } = await import('@nex/mcp');
        const catalogue = await load(context);
        const chosen = await known(catalogue, names);
        const servers = catalogue.entries.filter((entry) => {
          return chosen.length > 0 ? chosen.includes(entry.name) : entry.launch.ok;
        });
        const config = exportConfig(servers, {
          stateDirectory: resolve(options.state),
          fixtures: join(catalogue.directory, 'fixtures'),
          portable: options.portable ?? false,
        });
        context.print(config, (value) => [JSON.stringify(value, null, 2)]);
      }),
    );
}
