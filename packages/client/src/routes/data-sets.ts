/** Data sets: their versions, what is different between two, and what each row came of. */
import { DataSet, DataSetDiff, DataSetRow, DataSetVersion, page, RenderedRow, RowLineage } from '@nex/core';
import type { CallOptions, Transport } from '../transport.ts';
import { allItems, type MadeOptions, type Page, type PageOptions, pageCall } from './paging.ts';

/** Every `id` is of a data set or of its build. */
export interface DataSetRoutes {
  /** Newest first. */
  list(options?: MadeOptions & { frameworkDigest?: string }): Promise<Page<DataSet>>;
  get(id: string, options?: CallOptions): Promise<DataSet>;
  /** Oldest first. */
  versions(id: string, options?: CallOptions): Promise<DataSetVersion[]>;
  /** Default: the newest version, and the one before it. */
  diff(id: string, options?: PageOptions & { from?: number; to?: number }): Promise<DataSetDiff>;
  /** In order of query and sample, the dropped ones too. Default: of the newest version. */
  rows(id: string, options?: PageOptions & { version?: number }): Promise<Page<DataSetRow>>;
  /** The rows that a trajectory becomes in a format: `hermes`, `sharegpt:per-agent`. */
  row(id: string, rowId: string, format: string, options?: CallOptions): Promise<RenderedRow>;
  /** `row` is the id of a row, or of the root run of any trajectory of the build. */
  lineage(id: string, row: string, options?: CallOptions): Promise<RowLineage>;
}

export function dataSetRoutes(transport: Transport): DataSetRoutes {
  const at = (id: string, rest = '') => `/v1/data-sets/${encodeURIComponent(id)}${rest}`;
  const rowAt = (id: string, row: string, rest = '') => at(id, `/rows/${encodeURIComponent(row)}${rest}`);
  const list = page(DataSet);
  const rows = page(DataSetRow);
  const versions = page(DataSetVersion);
  return {
    list: (options = {}) => transport.json(list, { path: '/v1/data-sets', ...pageCall(options) }),
    get: (id, options) => transport.json(DataSet, { path: at(id), ...options }),
    versions: (id, options) =>
      allItems((asked = {}) =>
        transport.json(versions, { path: at(id, '/versions'), ...options, ...pageCall(asked) }),
      ),
    diff: (id, options = {}) => transport.json(DataSetDiff, { path: at(id, '/diff'), ...pageCall(options) }),
    rows: (id, options = {}) => transport.json(rows, { path: at(id, '/rows'), ...pageCall(options) }),
    row: (id, row, format, options) =>
      transport.json(RenderedRow, { path: rowAt(id, row), query: { format }, ...options }),
    lineage: (id, row, options) =>
      transport.json(RowLineage, { path: rowAt(id, row, '/lineage'), ...options }),
  };
}
