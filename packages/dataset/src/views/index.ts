/** The views of a multi-agent run by name. */
import type { ExportView, Sample } from '@nex/core';
import type { RowSource } from './conversation.ts';
import { flattenedRows } from './flattened.ts';
import type { LeafOptions } from './leaves.ts';
import { perAgentRows } from './per-agent.ts';
import { rootRows } from './root.ts';

export const VIEWS: Readonly<Record<ExportView, (sample: Sample, options: LeafOptions) => RowSource[]>> = {
  root: rootRows,
  'per-agent': perAgentRows,
  flattened: flattenedRows,
};
