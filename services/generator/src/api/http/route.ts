/** What a file of this folder exports: one operation, put on the server. */
import type { HttpServer } from '@nex/http';
import * as z from 'zod';
import type { Context } from '../../context.ts';

export type Route = (app: HttpServer, context: Context) => void;

/** The same key again gives what the first request made. */
export const IdempotencyHeader = z.object({ 'idempotency-key': z.string().min(1).max(200).optional() });

/** Path parameter of one framework, or of one batch. */
export const Id = z.object({
  id: z.string().max(100).describe('Id of a framework or of a batch of them.'),
});
