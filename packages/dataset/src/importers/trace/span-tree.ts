/** The spans of a trace as a tree. */
import type { Notes } from '../notes.ts';
import type { TraceSpan } from './span.ts';

export class SpanTree {
  readonly spans: readonly TraceSpan[];
  readonly #byId: ReadonlyMap<string, TraceSpan>;

  /** Of spans with the same id the last counts: recorders write a span again when it is complete. */
  constructor(spans: readonly TraceSpan[], notes: Notes) {
    this.#byId = new Map(spans.map((span) => [span.id, span]));
    this.spans = [...this.#byId.values()].sort((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0));
    for (const { id, parentId } of this.spans) {
      if (parentId !== null && !this.#byId.has(parentId)) {
        notes.add('parent_missing', `span ${id}`, 'spans without their parent');
      }
    }
  }

  get(id: string): TraceSpan | undefined {
    return this.#byId.get(id);
  }

  /** From the parent upwards. Ends at a loop. */
  *ancestors(id: string): Generator<TraceSpan> {
    const seen = new Set([id]);
    let span = this.#byId.get(this.#byId.get(id)?.parentId ?? '');
    while (span && !seen.has(span.id)) {
      seen.add(span.id);
      yield span;
      span = this.#byId.get(span.parentId ?? '');
    }
  }

  isAbove(id: string, other: string): boolean {
    for (const span of this.ancestors(other)) if (span.id === id) return true;
    return false;
  }

  /**
   * The span whose conversation a model call belongs to: the nearest agent above it; where nobody marks agents, what the
   * call lies in; `''` for the trace itself.
   */
  ownerOf(id: string): string {
    let nearest = '';
    for (const span of this.ancestors(id)) {
      if (span.kind === 'agent') return span.id;
      nearest ||= span.id;
    }
    return nearest;
  }
}
