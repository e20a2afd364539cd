/** GET /v1/data-sets and what lies below a data set: versions, their differences, rows. */
import {
  DataSet,
  DataSetDiff,
  DataSetQuery,
  DataSetRow,
  DataSetVersion,
  Manifest,
  PageQuery,
  page,
  pageOfAll,
  RenderedRow,
  RowLineage,
  RowQuery,
} from '@nex/core';
import { isHeld } from '@nex/http';
import * as z from 'zod';
import { diffVersions } from '../../data-sets/diff-versions.ts';
import { getDataSet, listDataSets, listVersions, versionOf } from '../../data-sets/get-data-set.ts';
import { listRows } from '../../data-sets/list-rows.ts';
import { renderDataSetRow } from '../../data-sets/render-row.ts';
import { readLineage } from '../../lineage/read-lineage.ts';
import { BuildParams, VersionNumber, VersionQuery } from './build-params.ts';
import type { Route } from './index.ts';

const tags = ['data sets'];
const RowParams = BuildParams.extend({
  rowId: z.string().min(1).max(400).describe('Id of a row, or of the root run of a trajectory.'),
});
const DiffQuery = PageQuery.extend({
  from: VersionNumber.optional().describe('Default: the version that `to` was made from.'),
  to: VersionNumber.optional().describe('Default: the newest version.'),
});

export const listDataSetsRoute: Route = (app, context) => {
  const response = { 200: page(DataSet) };
  app.get(
    '/v1/data-sets',
    {
      schema: {
        summary: 'List data sets',
        operationId: 'listDataSets',
        tags,
        querystring: DataSetQuery,
        response,
      },
    },
    (request) => listDataSets(context, request.query),
  );
};

export const getDataSetRoute: Route = (app, context) => {
  app.get(
    '/v1/data-sets/:id',
    {
      schema: {
        summary: 'Read a data set',
        operationId: 'getDataSet',
        tags,
        params: BuildParams,
        response: { 200: DataSet },
      },
    },
    (request) => getDataSet(context, request.params.id),
  );
};

export const listVersionsRoute: Route = (app, context) => {
  const response = { 200: page(DataSetVersion) };
  app.get(
    '/v1/data-sets/:id/versions',
    {
      schema: {
        summary: 'List the versions of a data set',
        operationId: 'listDataSetVersions',
        tags,
        params: BuildParams,
        querystring: PageQuery,
        response,
      },
    },
    async ({ params, query }) =>
      pageOfAll(await listVersions(context, params.id), query, ({ version }) => String(version)),
  );
};

export const getManifestRoute: Route = (app, context) => {
  const params = BuildParams.extend({ version: VersionNumber.describe('Version of the data set.') });
  app.get(
    '/v1/data-sets/:id/versions/:version/manifest',
    {
      schema: {
        summary: 'Read the manifest of a version',
        operationId: 'getManifest',
        tags,
        params,
        response: { 200: Manifest },
      },
    },
    async (request, reply) => {
      const { id, version } = request.params;
      const { manifest, digest } = await versionOf(context.pool, id, version);
      return isHeld(request, reply, digest, { pinned: true }) ? reply : manifest;
    },
  );
};

export const diffVersionsRoute: Route = (app, context) => {
  const response = { 200: DataSetDiff };
  app.get(
    '/v1/data-sets/:id/diff',
    {
      schema: {
        summary: 'Tell what is different between two versions',
        operationId: 'diffDataSetVersions',
        tags,
        params: BuildParams,
        querystring: DiffQuery,
        response,
      },
    },
    (request) => diffVersions(context, request.params.id, request.query),
  );
};

export const listRowsRoute: Route = (app, context) => {
  const querystring = RowQuery.extend(VersionQuery.shape);
  const response = { 200: page(DataSetRow) };
  app.get(
    '/v1/data-sets/:id/rows',
    {
      schema: {
        summary: 'List the rows of a version',
        operationId: 'listDataSetRows',
        tags,
        params: BuildParams,
        querystring,
        response,
      },
    },
    (request) => listRows(context, request.params.id, request.query),
  );
};

export const getRowRoute: Route = (app, context) => {
  const querystring = z.object({
    format: z
      .string()
      .max(100)
      .default('openai-chat')
      .describe('Exporter, `exporter:view`, or the name of a format of the data set.'),
  });
  const response = { 200: RenderedRow };
  app.get(
    '/v1/data-sets/:id/rows/:rowId',
    {
      schema: {
        summary: 'Read a row in any format',
        operationId: 'getDataSetRow',
        tags,
        params: RowParams,
        querystring,
        response,
      },
    },
    ({ params, query }) => renderDataSetRow(context, params.id, params.rowId, query.format),
  );
};

/** Of a row, or of any run of the build. */
export const rowLineageRoute: Route = (app, context) => {
  const response = { 200: RowLineage };
  app.get(
    '/v1/data-sets/:id/rows/:rowId/lineage',
    {
      schema: {
        summary: 'Tell what a row came of',
        operationId: 'getRowLineage',
        tags,
        params: RowParams,
        response,
      },
    },
    (request) => readLineage(context, request.params.id, request.params.rowId),
  );
};

export const DATA_SET_ROUTES: readonly Route[] = [
  listDataSetsRoute,
  getDataSetRoute,
  listVersionsRoute,
  getManifestRoute,
  diffVersionsRoute,
  listRowsRoute,
  getRowRoute,
  rowLineageRoute,
];
