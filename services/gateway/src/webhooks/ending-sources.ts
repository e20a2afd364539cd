/** Which service says what has ended, by the type of event. */
import type { EndingEvent, EndingsQuery } from '@nex/core';
import {
  type CallOptions,
  createRpcClient,
  GeneratorService,
  PipelineService,
  RuntimeService,
} from '@nex/rpc';
import type { Config } from '../config.ts';

export interface Ending {
  id: string;
  state: string;
  outcome: string;
  failureCode: string;
  endedAt: string;
}

/** The metadata of the call say whose they are. */
export type ReadEndings = (query: EndingsQuery, options: CallOptions) => Promise<readonly Ending[]>;
export type EndingSources = Readonly<Record<EndingEvent, ReadEndings>>;

export function openEndingSources(
  { runtime, generator, pipeline }: Config['grpcUpstreams'],
  stack: AsyncDisposableStack,
): EndingSources {
  const runs = stack.use(createRpcClient(RuntimeService, runtime));
  const builds = stack.use(createRpcClient(PipelineService, pipeline));
  const frameworks = stack.use(createRpcClient(GeneratorService, generator));
  const ofRuns =
    (byPlatform: boolean): ReadEndings =>
    async (query, options) =>
      (await runs.listEndedRuns({ ...query, byPlatform }, options)).endings;
  return {
    'run.ended': ofRuns(false),
    'platform_run.ended': ofRuns(true),
    'build.ended': async (query, options) => (await builds.listEndedBuilds(query, options)).endings,
    'framework.ended': async (query, options) =>
      (await frameworks.listEndedFrameworks(query, options)).endings,
  };
}
