/** Making a data set again: from a build of the store, or from a manifest; and how near the new build came. */
import { Build, MAX_VERSION, RegenerateOptions, Regeneration } from '@nex/core';
import * as z from 'zod';
import { compareBuilds } from '../../regeneration/compare-builds.ts';
import { regenerate, regenerateBuild } from '../../regeneration/regenerate-build.ts';
import { Original } from '../../store/regenerations.ts';
import { BuildParams } from './build-params.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { Route } from './index.ts';

const tags = ['builds'];
const TIMEOUT_MS = 20_000;

const OfBuild = RegenerateOptions.extend({
  /** Of its data set. Default: the newest. */
  version: z.number().int().min(1).max(MAX_VERSION).optional(),
}).prefault({});

export const regenerateBuildRoute: Route = (app, context) => {
  app.post(
    '/v1/builds/:id/regenerate',
    {
      schema: {
        operationId: 'regenerateBuild',
        summary: "Make a build's data set again, as a new build",
        tags,
        params: BuildParams,
        body: OfBuild,
        response: { 202: Build },
      },
    },
    async ({ params, body, headers }, reply) => {
      const { version, allowChanged } = body;
      const build = await regenerateBuild(context, params.id, version, {
        allowChanged,
        idempotencyKey: idempotencyKey(headers['idempotency-key']),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return reply.code(202).send(build);
    },
  );
};

export const regenerateRoute: Route = (app, context) => {
  app.post(
    '/v1/builds/regenerate',
    {
      schema: {
        operationId: 'regenerateManifest',
        summary: 'Make a data set again from its manifest, as a new build',
        tags,
        body: RegenerateOptions.extend({ manifest: Original }),
        response: { 202: Build },
      },
    },
    async ({ body, headers }, reply) => {
      const { manifest, allowChanged } = body;
      const build = await regenerate(context, manifest, [], {
        allowChanged,
        idempotencyKey: idempotencyKey(headers['idempotency-key']),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return reply.code(202).send(build);
    },
  );
};

export const getRegenerationRoute: Route = (app, context) => {
  app.get(
    '/v1/builds/:id/regeneration',
    {
      schema: {
        operationId: 'getRegeneration',
        summary: 'Tell how near a build came to the data set that it repeats',
        tags,
        params: BuildParams,
        response: { 200: Regeneration },
      },
    },
    (request) => compareBuilds(context, request.params.id),
  );
};

export const REGENERATION_ROUTES: readonly Route[] = [
  regenerateRoute,
  regenerateBuildRoute,
  getRegenerationRoute,
];
