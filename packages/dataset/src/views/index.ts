/** The views of a multi-agent run by name. */
import type { ExportView, Sample } from '@nex/core';
import type { RowSource } from './conversation.ts';
import { flattenedRows } from './flattened.ts';
import { Conversations, type LeafOptions } from './leaves.ts';
import { perAgentRows } from './per-agent.ts';
import { rootRows } from './root.ts';

type View = (sample: Sample, options: LeafOptions, conversations: Conversations) => RowSource[];

const VIEWS: Readonly<Record<ExportView, View>> = {
  root: rootRows,
  'per-agent': perAgentRows,
  flattened: flattenedRows,
};

/** @param conversations Those of the sample, where several formats are written from it. */
export function rowSources(
  view: ExportView,
  sample: Sample,
  options: LeafOptions,
  conversations: Conversations = new Conversations(sample.trajectory),
): RowSource[] {
  return VIEWS[view](sample, options, conversations);
}
