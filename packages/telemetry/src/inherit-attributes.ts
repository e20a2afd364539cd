/** Spans below an agent say whose conversation they belong to, wherever they are made. */
import { trace } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { GEN_AI } from './gen-ai.ts';

const INHERITED = [GEN_AI.conversation, GEN_AI.agentName, 'user.id'] as const;

export function inheritAttributes(): SpanProcessor {
  return {
    onStart(span, parentContext) {
      const parent = trace.getSpan(parentContext) as Partial<ReadableSpan> | undefined;
      for (const key of INHERITED) {
        const value = parent?.attributes?.[key];
        if (value !== undefined && span.attributes[key] === undefined) span.setAttribute(key, value);
      }
    },
    onEnd() {},
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}
