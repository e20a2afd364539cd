/** Runs: an agent at work on one input, its events, its trajectory, and what people say to it meanwhile. */
import {
  Activity,
  type ActivitySpan,
  type AddMessage,
  type CreateRun,
  type DecidePermission,
  isTerminal,
  newId,
  Permission,
  page,
  Replay,
  Run,
  RunEvent,
  type RunState,
  Trajectory,
} from '@nex/core';
import * as z from 'zod';
import { streamEvents } from '../event-stream.ts';
import type { CallOptions, Transport } from '../transport.ts';
import { type Page, type PageOptions, pageCall } from './paging.ts';
import { read } from './snapshots.ts';

const Permissions = z.object({ items: z.array(Permission) });

export interface SequencedEvent {
  /** Where to resume: only grows within a tree of runs. */
  id: string;
  event: RunEvent;
}

export interface RunRoutes {
  /** Without a key in the body a fresh one is sent, so that a repeated try makes nothing twice. */
  create(body: CreateRun, options?: CallOptions): Promise<Run>;
  /** Newest first. */
  list(options?: PageOptions & { state?: RunState }): Promise<Page<Run>>;
  get(id: string, options?: CallOptions): Promise<Run>;
  /** What runs now and what was used lately. Default: the last 24 hours. */
  activity(options?: CallOptions & { span?: ActivitySpan }): Promise<Activity>;
  /** Every event of the run and of the runs below it, from the start or after `lastEventId`, to the run's end. */
  events(id: string, options?: CallOptions & { lastEventId?: string }): AsyncGenerator<SequencedEvent>;
  cancel(id: string, options?: CallOptions): Promise<Run>;
  /** Throws `conflict` until the run has ended. */
  trajectory(id: string, options?: CallOptions): Promise<Trajectory>;
  /** Executes the run again from its log, without effect, and compares. Throws `conflict` until the run has ended. */
  replay(id: string, options?: CallOptions): Promise<Replay>;
  /** The agent sees it with its next turn. Throws `conflict` for a run that has ended. */
  addMessage(id: string, body: AddMessage, options?: CallOptions): Promise<Run>;
  /** Tool calls of the run and of the runs below it that wait for a person, or waited; oldest first. */
  permissions(id: string, options?: CallOptions): Promise<Permission[]>;
  /** Of that run itself, not of the one above. Throws `conflict` for a call that is decided or whose run has ended. */
  decidePermission(
    call: Pick<Permission, 'runId' | 'callId'>,
    body: DecidePermission,
    options?: CallOptions,
  ): Promise<Permission>;
}

export function runRoutes(transport: Transport): RunRoutes {
  const at = (id: string, rest = '') => `/v1/runs/${encodeURIComponent(id)}${rest}`;
  const list = page(Run);
  const get = (id: string, options: CallOptions = {}) => transport.json(Run, { path: at(id), ...options });
  return {
    create(body, options) {
      const idempotencyKey = body.idempotencyKey ?? newId('run');
      const keyed = { ...body, idempotencyKey };
      return transport.json(Run, {
        method: 'POST',
        path: '/v1/runs',
        body: keyed,
        idempotencyKey,
        ...options,
      });
    },
    list: (options = {}) => transport.json(list, { path: '/v1/runs', ...pageCall(options) }),
    get,
    activity: ({ span, ...options } = {}) =>
      transport.json(Activity, { path: '/v1/activity', query: { span }, ...options }),
    async *events(id, options = {}) {
      const path = at(id, '/events');
      const events = streamEvents(transport, {
        path,
        ...options,
        isLast: ({ data }) => {
          const parsed = RunEvent.safeParse(data);
          return parsed.success && parsed.data.runId === id && isEnd(parsed.data);
        },
        isOver: async () => isTerminal((await get(id, options)).state),
      });
      for await (const { id: sequence = '', data } of events) {
        yield { id: sequence, event: read(RunEvent, data, path) };
      }
    },
    cancel: (id, options) => transport.json(Run, { method: 'POST', path: at(id, '/cancel'), ...options }),
    trajectory: (id, options) => transport.json(Trajectory, { path: at(id, '/trajectory'), ...options }),
    replay: (id, options) => transport.json(Replay, { method: 'POST', path: at(id, '/replay'), ...options }),
    addMessage: (id, body, options) =>
      transport.json(Run, { method: 'POST', path: at(id, '/messages'), body, ...options }),
    async permissions(id, options) {
      return (await transport.json(Permissions, { path: at(id, '/permissions'), ...options })).items;
    },
    decidePermission({ runId, callId }, body, options) {
      const path = at(runId, `/permissions/${encodeURIComponent(callId)}`);
      return transport.json(Permission, { method: 'POST', path, body, ...options });
    },
  };
}

function isEnd(event: RunEvent): boolean {
  return event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR';
}
