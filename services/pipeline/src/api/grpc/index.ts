/** The gRPC service: the operations of the REST API in the words of the contract. */
import { NexError, readEndingsQuery, UpdateBuild } from '@nex/core';
import { listEnded, sql } from '@nex/postgres';
import { implement, PipelineService } from '@nex/rpc';
import { cancelBuild } from '../../builds/cancel-build.ts';
import { createBuild } from '../../builds/create-build.ts';
import { getBuild } from '../../builds/get-build.ts';
import { pauseBuild } from '../../builds/pause-build.ts';
import { resumeBuild } from '../../builds/resume-build.ts';
import { updateBuild } from '../../builds/update-build.ts';
import { watchBuild } from '../../builds/watch-build.ts';
import type { PipelineContext } from '../../context.ts';
import { toBuildMessage } from './build-message.ts';
import { readMessageJson } from './read-message-json.ts';
import { fromSpecMessage } from './spec-message.ts';

export function pipelineRpc(context: PipelineContext) {
  return implement(PipelineService, {
    async createBuild({ spec }, { signal }) {
      if (!spec) throw new NexError('invalid_request', 'The build has no specification.', { where: 'spec' });
      const idempotencyKey = spec.idempotencyKey || undefined;
      return {
        build: toBuildMessage(await createBuild(context, fromSpecMessage(spec), { idempotencyKey, signal })),
      };
    },
    async getBuild({ id }) {
      return { build: toBuildMessage(await getBuild(context, id)) };
    },
    async cancelBuild({ id }) {
      return { build: toBuildMessage(await cancelBuild(context, id)) };
    },
    async pauseBuild({ id }) {
      return { build: toBuildMessage(await pauseBuild(context, id)) };
    },
    async resumeBuild({ id }) {
      return { build: toBuildMessage(await resumeBuild(context, id)) };
    },
    async updateBuild({ id, changesJson }) {
      const changes = readMessageJson(UpdateBuild, changesJson, 'changes_json');
      return { build: toBuildMessage(await updateBuild(context, id, changes)) };
    },
    async listEndedBuilds(request) {
      return { endings: await listEnded(context.pool, sql`pipeline.builds`, readEndingsQuery(request)) };
    },
    async *watchBuild({ id }, { signal }) {
      for await (const { build } of watchBuild(context, id, signal)) yield { build: toBuildMessage(build) };
    },
  });
}
