/** Builds: from a framework to a data set. */
import {
  type ActivitySpan,
  Build,
  BuildComposition,
  BuildEstimate,
  BuildTrajectory,
  type CreateBuild,
  type DecideReview,
  type ExportRequest,
  NexError,
  OwnUse,
  page,
  type QueriesQuery,
  QueryRecord,
  Regeneration,
  Rescore,
  Review,
  type TrajectoryQuery,
  type UpdateBuild,
} from '@nex/core';
import * as z from 'zod';
import { type CallOptions, type Transport, unwrapped } from '../transport.ts';
import { allItems, type MadeOptions, type Page, type PageOptions, pageCall } from './paging.ts';
import { isSettled, snapshots } from './snapshots.ts';

const BuildFile = z.object({ path: z.string(), bytes: z.number().int() });
export type BuildFile = z.infer<typeof BuildFile>;
export interface BuildFiles {
  /** In order of path. */
  files: BuildFile[];
}

const PutTokenizer = z.object({ digest: z.string(), bytes: z.number().int() });
export type PutTokenizer = z.infer<typeof PutTokenizer>;
/** Those that were dropped or flagged for the reason; those that were kept, kept with a flag, or dropped. */
export type TrajectoryOptions = PageOptions & Partial<Pick<TrajectoryQuery, 'reason' | 'verdict'>>;

/** Those in the state; those that were rejected for the reason, or had an attempt refused for it. */
export type QueryOptions = PageOptions & Partial<Pick<QueriesQuery, 'state' | 'reason' | 'runs'>>;

export interface VersionOptions extends CallOptions {
  /** Of the data set. Default: the newest. */
  version?: number;
}

export type RegenerateFrom = { manifest: unknown } | { buildId: string; version?: number };

export interface BuildRoutes {
  /** Without a key of the caller's a fresh one is sent, so that a repeated try makes nothing twice. */
  create(body: CreateBuild, options?: CallOptions & { idempotencyKey?: string }): Promise<Build>;
  /** Newest first. */
  list(options?: MadeOptions & { state?: Build['state']; frameworkId?: string }): Promise<Page<Build>>;
  get(id: string, options?: CallOptions): Promise<Build>;
  /** What the model calls of all builds used lately, runs left out. Default: the last 24 hours. */
  use(options?: CallOptions & { span?: ActivitySpan }): Promise<OwnUse>;
  /** Snapshots, each newer than the last; ends after one of a terminal state. */
  events(id: string, options?: CallOptions): AsyncGenerator<Build>;
  cancel(id: string, options?: CallOptions): Promise<Build>;
  /** Checks the request and says what it would use; nothing is stored. Throws what `create` would. */
  /** `askModels`: also whether each model answers one short question. */
  estimate(body: CreateBuild, options?: CallOptions & { askModels?: boolean }): Promise<BuildEstimate>;
  /** What is under way ends, and nothing more is begun. The build is `paused` a little later. */
  pause(id: string, options?: CallOptions): Promise<Build>;
  /** Another budget or concurrency; `conflict` for a build that has ended. */
  update(id: string, changes: UpdateBuild, options?: CallOptions): Promise<Build>;
  /** A sample of what was made, with what was decided about it. */
  review(id: string, options?: CallOptions): Promise<Review>;
  /** Accepts or rejects queries and runs; the newest decision about each stands. `conflict` once the runs are chosen. */
  decideReview(id: string, decisions: DecideReview, options?: CallOptions): Promise<Review>;
  /** A failed or paused build goes on where it stopped; `conflict` for any other. */
  resume(id: string, options?: CallOptions): Promise<Build>;
  /** What its queries are spread over, so far. */
  composition(id: string, options?: CallOptions): Promise<BuildComposition>;
  /** Its queries by index, with what was refused on the way to them; `runs: 'true'`: with the attempts at their runs. */
  queries(id: string, options?: QueryOptions): Promise<Page<QueryRecord>>;
  /** What became of its runs, by query and sample. */
  trajectories(id: string, options?: TrajectoryOptions): Promise<Page<BuildTrajectory>>;
  /** Hands over a `tokenizer.json` for formats that name its digest. Repeatable. */
  putTokenizer(
    digest: string,
    content: Uint8Array<ArrayBuffer>,
    options?: CallOptions,
  ): Promise<PutTokenizer>;
  /** What has a newer version judges a finished build's trajectories again. `dryRun` only tells what. */
  rescore(id: string, options?: CallOptions & { dryRun?: boolean }): Promise<Rescore>;
  /** A new build that repeats the data set of one, or of a manifest as it lies in a folder. Throws `conflict` for a changed framework. */
  regenerate(of: RegenerateFrom, options?: CallOptions & { allowChanged?: boolean }): Promise<Build>;
  /** How near it came; `pending` until it has ended. */
  regeneration(id: string, options?: CallOptions): Promise<Regeneration>;
  /** A finished build's data set in other formats or splits, as a new version. */
  exportAgain(id: string, request: ExportRequest, options?: CallOptions): Promise<Build>;
  /** Of the newest version of the data set, or of the one named. Throws `conflict` until there is one. */
  files(id: string, options?: VersionOptions): Promise<BuildFiles>;
  /** The bytes of one file, as they come. */
  file(id: string, path: string, options?: VersionOptions): Promise<ReadableStream<Uint8Array>>;
}

export function buildRoutes(transport: Transport): BuildRoutes {
  const at = (id: string, rest = '') => `/v1/builds/${encodeURIComponent(id)}${rest}`;
  const list = page(Build);
  const queries = page(QueryRecord);
  const trajectories = page(BuildTrajectory);
  const files = page(BuildFile);
  const get = (id: string, options: CallOptions = {}) => transport.json(Build, { path: at(id), ...options });
  return {
    create: (body, options) =>
      transport.json(Build, { method: 'POST', path: '/v1/builds', body, ...options }),
    list: (options = {}) => transport.json(list, { path: '/v1/builds', ...pageCall(options) }),
    get,
    use: ({ span, ...options } = {}) =>
      transport.json(OwnUse, { path: '/v1/activity/builds', query: { span }, ...options }),
    events: (id, options = {}) =>
      snapshots(transport, {
        path: at(id, '/events'),
        schema: Build,
        isLast: isSettled,
        get: () => get(id, options),
        ...options,
      }),
    cancel: (id, options) => transport.json(Build, { method: 'POST', path: at(id, '/cancel'), ...options }),
    estimate: (body, { askModels = false, ...options } = {}) =>
      transport.json(BuildEstimate, {
        method: 'POST',
        path: '/v1/builds',
        query: { dryRun: 'true', ...(askModels && { askModels: 'true' }) },
        body,
        ...options,
      }),
    pause: (id, options) => transport.json(Build, { method: 'POST', path: at(id, '/pause'), ...options }),
    update: (id, body, options) => transport.json(Build, { method: 'PATCH', path: at(id), body, ...options }),
    review: (id, options) => transport.json(Review, { path: at(id, '/review'), ...options }),
    decideReview: (id, body, options) =>
      transport.json(Review, { method: 'POST', path: at(id, '/review/decisions'), body, ...options }),
    composition: (id, options) =>
      transport.json(BuildComposition, { path: at(id, '/composition'), ...options }),
    resume: (id, options) => transport.json(Build, { method: 'POST', path: at(id, '/resume'), ...options }),
    queries: (id, options = {}) =>
      transport.json(queries, { path: at(id, '/queries'), ...pageCall(options) }),
    trajectories: (id, options = {}) =>
      transport.json(trajectories, { path: at(id, '/trajectories'), ...pageCall(options) }),
    putTokenizer: (digest, content, options) => {
      const path = `/v1/tokenizers/${encodeURIComponent(digest)}`;
      const file = { content: new Blob([content]), type: 'application/octet-stream' };
      return transport.json(PutTokenizer, { method: 'PUT', path, file, ...options });
    },
    rescore: (id, { dryRun = false, ...options } = {}) =>
      transport.json(Rescore, { method: 'POST', path: at(id, '/rescore'), body: { dryRun }, ...options }),
    regenerate: (of, { allowChanged = false, ...options } = {}) => {
      const path = 'manifest' in of ? '/v1/builds/regenerate' : at(of.buildId, '/regenerate');
      const asked = 'manifest' in of ? { manifest: of.manifest } : { version: of.version };
      const body = { ...asked, allowChanged };
      return transport.json(Build, { method: 'POST', path, body, ...options });
    },
    regeneration: (id, options) =>
      transport.json(Regeneration, { path: at(id, '/regeneration'), ...options }),
    exportAgain: (id, body, options) =>
      transport.json(Build, { method: 'POST', path: at(id, '/exports'), body, ...options }),
    files: async (id, options = {}) => ({
      files: await allItems((asked = {}) =>
        transport.json(files, { path: at(id, '/files'), ...pageCall({ ...options, ...asked }) }),
      ),
    }),
    async file(id, path, { version, ...options } = {}) {
      const encoded = path.split('/').map(encodeURIComponent).join('/');
      const call = { path: at(id, `/files/${encoded}`), query: { version }, ...options };
      const response = await unwrapped(options.signal, () => transport.response(call));
      if (response.body !== null) return response.body;
      throw new NexError('internal', 'The file came without a body.', { where: path });
    },
  };
}
