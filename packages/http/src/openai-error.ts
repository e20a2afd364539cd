/** Errors in the form of OpenAI's API, for routes that any client of it calls: the handler, its schema, and one by itself. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { problemOf } from './problem.ts';

export const OpenAiError = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().describe('A code of the error table.'),
  }),
});
export type OpenAiError = z.infer<typeof OpenAiError>;

export function openAiError(code: string, message: string, where: string | null = null): OpenAiError {
  return { error: { message, type: code, param: where, code } };
}

export function sendOpenAiError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { problem } = problemOf(thrown, request);
  void reply.code(problem.status).send(openAiError(problem.code, problem.detail, problem.where));
}
