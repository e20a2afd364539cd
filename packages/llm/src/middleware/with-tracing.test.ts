import { NexError } from '@nex/core';
import { type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { REQUEST, scriptedModel, textReply } from '../__fixtures__/scripted-model.ts';
import { withTracing } from './with-tracing.ts';

interface Seen {
  name: string;
  attributes: Record<string, unknown>;
  status: unknown;
  ended: number;
}

function recordingTracer(): { tracer: Tracer; spans: Seen[] } {
  const spans: Seen[] = [];
  const silent = trace.getTracer('silent');
  const tracer: Tracer = {
    startSpan(name, options) {
      const seen: Seen = { name, attributes: { ...options?.attributes }, status: undefined, ended: 0 };
      spans.push(seen);
      const span: Span = Object.assign(Object.create(silent.startSpan('none')) as Span, {
        isRecording: () => true,
        setAttribute: (key: string, value: unknown) => void (seen.attributes[key] = value),
        setAttributes: (more: object) => void Object.assign(seen.attributes, more),
        setStatus: (status: unknown) => void (seen.status = status),
        end: () => void (seen.ended += 1),
      });
      return span;
    },
    startActiveSpan: () => {
      throw new Error('not used');
    },
  };
  return { tracer, spans };
}

const ASKED = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'models.test',
  'gen_ai.request.model': 'scripted',
  'server.address': 'models.test',
};

test('a span says who was asked and what it cost, not what was said', async () => {
  const { tracer, spans } = recordingTracer();
  const model = withTracing(scriptedModel([textReply('a secret')]), tracer);
  await model.call(REQUEST, { signal: new AbortController().signal });
  expect(spans).toEqual([
    {
      name: 'chat scripted',
      attributes: {
        ...ASKED,
        'gen_ai.response.model': 'scripted-1',
        'gen_ai.usage.input_tokens': 3,
        'gen_ai.usage.output_tokens': 2,
        'gen_ai.response.finish_reasons': ['stop'],
      },
      status: undefined,
      ended: 1,
    },
  ]);
});

test('a failed call ends its span with the code', async () => {
  const { tracer, spans } = recordingTracer();
  const error = new NexError('model_overloaded', 'slow down');
  const model = withTracing(scriptedModel([error]), tracer);
  await expect(model.call(REQUEST, { signal: new AbortController().signal })).rejects.toBe(error);
  expect(spans).toEqual([
    {
      name: 'chat scripted',
      attributes: { ...ASKED, 'error.type': 'model_overloaded' },
      status: { code: SpanStatusCode.ERROR, message: 'slow down' },
      ended: 1,
    },
  ]);
});
