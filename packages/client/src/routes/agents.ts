/** Agents under names of their own: what `model` means to clients of the chat completions. */
import { page, type RegisterAgent, RegisteredAgent } from '@nex/core';
import type { CallOptions, Transport } from '../transport.ts';
import { type Page, type PageOptions, pageCall } from './paging.ts';

export interface AgentRoutes {
  /** A name that is there means the new agent from then on; runs keep the one that they began with. */
  put(name: string, body: RegisterAgent, options?: CallOptions): Promise<RegisteredAgent>;
  /** By name. */
  list(options?: PageOptions): Promise<Page<RegisteredAgent>>;
  get(name: string, options?: CallOptions): Promise<RegisteredAgent>;
  /** The bundle and its runs stay. */
  remove(name: string, options?: CallOptions): Promise<void>;
}

export function agentRoutes(transport: Transport): AgentRoutes {
  const at = (name: string) => `/v1/agents/${encodeURIComponent(name)}`;
  const list = page(RegisteredAgent);
  return {
    put: (name, body, options) =>
      transport.json(RegisteredAgent, { method: 'PUT', path: at(name), body, ...options }),
    list: (options = {}) => transport.json(list, { path: '/v1/agents', ...pageCall(options) }),
    get: (name, options) => transport.json(RegisteredAgent, { path: at(name), ...options }),
    async remove(name, options) {
      await transport.response({ method: 'DELETE', path: at(name), ...options });
    },
  };
}
