/** What a file of this folder exports: one operation, put on the server. */
import type { HttpServer } from '@nex/http';
import * as z from 'zod';
import type { Context } from '../../context.ts';

export type Route = (app: HttpServer, context: Context) => void;

/** Path parameters of one framework. */
export const Id = z.object({ id: z.string().max(100) });
