/** `nex mcp`: the platform's tools for programs that start an MCP server as a child. */
import { Writable } from 'node:stream';
import type { CommandDefinition } from './command.ts';

const ABOUT = `
Speaks MCP over standard input and output until the input ends, and hands each call to a running platform: frameworks, runs,
builds, data sets, the catalogue. For a program that reads mcpServers:
  {"mcpServers": {"nex": {"command": "nex", "args": ["mcp"]}}}
Over HTTP the same tools are at /mcp of the gateway, with its API key as "authorization: Bearer <key>".`;

export const mcp: CommandDefinition = (program, run) =>
  program
    .command('mcp')
    .description('offer the platform to agents and editors as an MCP server on standard input and output')
    .option('--read-only', 'only tools that change nothing (default: all)')
    .addHelpText('after', ABOUT)
    .action(({ readOnly = false }: { readOnly?: boolean }, command) =>
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
            name: 'nex',
            title: 'From one sentence to a data set',
            input: context.input,
            output,
            signal: context.signal,
            ...(readOnly && { offers: ({ annotations }) => annotations?.['readOnlyHint'] === true }),
          },
        );
      }),
    );
