/** `nex mcp`: the platform's tools for programs that start an MCP server as a child. */
import { Writable } from 'node:stream';
import type { CommandDefinition } from './command.ts';

const ABOUT = `
Speaks MCP over standard input and output until the input ends, and hands each call to a running platform. For a
program that reads mcpServers:
  {"mcpServers": {"generator": {"command": "nex", "args": ["mcp", "generator"]}}}
Over HTTP the same tools are at /mcp of the gateway, with its API key as "authorization: Bearer <key>".`;

export const mcp: CommandDefinition = (program, run) => {
  const group = program.command('mcp').description('offer the platform to agents as an MCP server');
  group
    .command('generator')
    .description('search the catalogue, build, lint, simulate and compare frameworks')
    .addHelpText('after', ABOUT)
    .action((_options: object, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const { serveBridge } = await import('@nex/mcp/bridge');
        const output = new Writable({
          decodeStrings: false,
          write(chunk: string | Buffer, _encoding, done) {
            context.output.out(String(chunk));
            done();
          },
        });
        await serveBridge(
          { type: 'http', ...client.mcp },
          {
            name: 'nex-generator',
            title: 'Generator of agent frameworks',
            input: context.input,
            output,
            signal: context.signal,
          },
        );
      }),
    );
  return group;
};
