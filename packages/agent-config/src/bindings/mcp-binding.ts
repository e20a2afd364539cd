/** `mcp:server/tool` and `mcp://server/tool`: a tool of a server of the agent or of the catalogue. */
import { NexError } from '@nex/core';
import { didYouMean } from '../nearest.ts';
import type { BindingForm } from './binding-form.ts';

const FORM = /^mcp:(?:\/\/)?(?<rest>.*)$/;
const REST = /^(?<server>[A-Za-z0-9_-]{1,48})\/(?<tool>.{1,200})$/;

export const mcpBinding: BindingForm = {
  example: 'mcp:server/tool',
  resolve(text, { where, servers, options }) {
    const rest = FORM.exec(text)?.groups?.['rest'];
    if (rest === undefined) return undefined;
    const { server, tool } = REST.exec(rest)?.groups ?? {};
    if (server === undefined || tool === undefined) {
      throw new NexError('config_invalid', `The binding "${text}" names no server and tool.`, {
        where,
        hint: 'Write mcp:server/tool.',
      });
    }
    const { catalogueServers } = options;
    if (servers.has(server) || catalogueServers === undefined || catalogueServers.has(server)) {
      return { kind: 'mcp', server, tool };
    }
    const message = `The binding "${text}" names the MCP server "${server}", which neither the agent nor the catalogue has.`;
    throw new NexError('config_invalid', message, {
      where,
      hint: didYouMean(server, [...servers, ...catalogueServers]),
    });
  },
};
