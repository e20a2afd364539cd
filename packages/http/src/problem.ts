/** Errors as RFC 9457 problem details. Nothing of a foreign error's text goes out. */
import { ERROR_CODES, NexError, type Problem, toNexError } from '@nex/core';
import { trace } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';

const VALIDATION = 'FST_ERR_VALIDATION';
const JSON_TYPE = 'application/json';

type Asked = Pick<FastifyRequest, 'method' | 'routeOptions'>;

/** @param asked For what a request's form is told of. */
export function problemOf(thrown: unknown, asked?: Asked): { problem: Problem; fault: boolean } {
  const error = translate(thrown, asked);
  const { http } = ERROR_CODES[error.code];
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  return {
    fault: http >= 500,
    problem: {
      type: `urn:nex:error:${error.code}`,
      title: ERROR_CODES[error.code].meaning,
      status: http,
      detail: error.message,
      code: error.code,
      ...(error.where === undefined ? {} : { where: error.where }),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(traceId ? { traceId } : {}),
    },
  };
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send({ ...problem, instance: `urn:nex:request:${reply.request.id}` });
}

function translate(thrown: unknown, asked: Asked | undefined): NexError {
  if (thrown instanceof NexError) return thrown;
  if (isFastifyError(thrown)) {
    if (thrown.code === VALIDATION || thrown.validation) {
      const first = thrown.validation?.[0];
      const field = first?.instancePath?.replace(/^\//, '').replaceAll('/', '.') ?? '';
      const place = thrown.validationContext ?? ((asked?.method ?? 'GET') === 'GET' ? 'querystring' : 'body');
      const unknown = first?.params?.issue?.keys?.join(', ');
      return new NexError(
        'invalid_request',
        `${unknown ? `Unknown field ${unknown}` : (first?.message ?? 'The request is malformed')}.`,
        {
          where: field ? `${place}.${field}` : place,
          hint: 'The OpenAPI document at /openapi.json gives the form of every request.',
        },
      );
    }
    if (thrown.statusCode === 413) return new NexError('too_large', 'The request body is too large.');
    const [type = JSON_TYPE] = asked?.routeOptions.schema?.consumes ?? [];
    if (thrown.statusCode !== undefined && thrown.statusCode >= 400 && thrown.statusCode < 500) {
      return new NexError('invalid_request', 'The request body cannot be read.', {
        hint: `Send ${type === JSON_TYPE ? 'JSON' : 'the file'} with the header content-type: ${type}.`,
      });
    }
  }
  return toNexError(thrown);
}

interface FastifyErrorShape {
  code?: string;
  statusCode?: number;
  validationContext?: string;
  validation?: { instancePath?: string; message?: string; params?: { issue?: { keys?: string[] } } }[];
}

function isFastifyError(thrown: unknown): thrown is FastifyErrorShape {
  return thrown instanceof Error && ('statusCode' in thrown || 'validation' in thrown);
}
