/** The REST operations of the generator. */
import {
  Bundle,
  BundleFile,
  CatalogueShape,
  CreateFramework,
  Framework,
  LintFinding,
  PageQuery,
  page,
} from '@nex/core';
import { type HttpServer, sendEvents } from '@nex/http';
import * as z from 'zod';
import type { Context } from '../../context.ts';
import {
  cancelFramework,
  createFramework,
  followFramework,
  getBundle,
  getFramework,
  listFrameworks,
} from '../../frameworks.ts';
import { lintBundle } from '../../lint/lint-bundle.ts';
import { catalogueShape } from './catalogue-shape.ts';

const Id = z.object({ id: z.string().max(100) });
const tags = ['frameworks'];

export function addRoutes(app: HttpServer, context: Context): void {
  app.post(
    '/v1/frameworks',
    {
      schema: {
        tags,
        summary: 'Generate a framework from a sentence',
        operationId: 'createFramework',
        headers: z.object({ 'idempotency-key': z.string().min(1).max(200).optional() }),
        body: CreateFramework,
        response: { 202: Framework },
      },
    },
    async (request, reply) => {
      reply.code(202);
      return createFramework(context, request.body, request.headers['idempotency-key']);
    },
  );
  app.get(
    '/v1/frameworks',
    {
      schema: {
        tags,
        summary: 'List frameworks, newest first',
        operationId: 'listFrameworks',
        querystring: PageQuery,
        response: { 200: page(Framework) },
      },
    },
    (request) => listFrameworks(context, request.query),
  );
  app.get(
    '/v1/frameworks/:id',
    {
      schema: {
        tags,
        summary: 'Read a framework',
        operationId: 'getFramework',
        params: Id,
        response: { 200: Framework },
      },
    },
    (request) => getFramework(context, request.params.id),
  );
  app.get(
    '/v1/frameworks/:id/files',
    {
      schema: {
        tags,
        summary: 'Files of a framework',
        operationId: 'getBundle',
        params: Id,
        response: { 200: Bundle },
      },
    },
    (request) => getBundle(context, request.params.id),
  );
  app.get(
    '/v1/frameworks/:id/events',
    { schema: { tags, summary: 'Follow a framework', operationId: 'followFramework', params: Id } },
    (request, reply) =>
      sendEvents(request, reply, async function* (signal) {
        for await (const { version, framework } of followFramework(context, request.params.id, signal)) {
          yield { id: version, event: 'framework', data: framework };
        }
      }),
  );
  app.post(
    '/v1/frameworks/:id/cancel',
    {
      schema: {
        tags,
        summary: 'Cancel a framework that is being generated',
        operationId: 'cancelFramework',
        params: Id,
        response: { 200: Framework },
      },
    },
    (request) => cancelFramework(context, request.params.id),
  );
  app.post(
    '/v1/lint',
    {
      schema: {
        tags,
        summary: 'Lint the files of a framework',
        operationId: 'lintBundle',
        body: z.strictObject({ files: z.array(BundleFile).min(1).max(400) }),
        response: { 200: z.object({ findings: z.array(LintFinding), ok: z.boolean() }) },
      },
    },
    async (request) => {
      const findings = await lintBundle(request.body.files, context.catalogue);
      return { findings, ok: findings.every((finding) => finding.severity !== 'error') };
    },
  );
  app.get(
    '/v1/catalogue',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'Servers and tools that frameworks are made with',
        operationId: 'getCatalogue',
        response: { 200: CatalogueShape },
      },
    },
    () => catalogueShape(context),
  );
}
