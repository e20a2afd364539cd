/**
 * Something that may be done to a query on its way, each with a chance of its own. An enhancer that cannot do its work
 * says so and leaves the query as it was: it never costs a query.
 */
import type { QuerySlot } from '../plan/plan-queries.ts';
import type { Ask } from '../synthesis/asker.ts';
import type { SynthesisSettings } from '../synthesis/settings.ts';
import type { Evidence } from '../synthesizers/synthesizer.ts';
import type { Change } from './change.ts';
import type { Web } from './web.ts';

/** A query as far as it is made. */
export interface Draft {
  persona: string;
  /** Empty before it is written. */
  text: string;
  evidence: readonly Evidence[];
  /** Files that the run begins with: path → text. */
  files: Readonly<Record<string, string>>;
}

export type Enhanced =
  | { applied: true; change: Change; detail?: Record<string, unknown> }
  | { applied: false; reason: string; detail?: Record<string, unknown> };

export interface EnhancerWork {
  slot: QuerySlot;
  description: string;
  capabilities: readonly string[];
  maxResults: number;
  /** Whose state files go into; none when no tool of the framework reads files. */
  filePlace: string | undefined;
  ask: Ask;
  web: Web;
  signal: AbortSignal;
}

export interface Enhancer {
  readonly name: string;
  readonly version: number;
  /** `before` the query is written, once per slot; `after`, once per draft. */
  readonly when: 'before' | 'after';
  probability(settings: SynthesisSettings): number;
  /** May throw: whatever it throws is a reason for not being applied. */
  enhance(draft: Draft, work: EnhancerWork): Promise<Enhanced>;
}
