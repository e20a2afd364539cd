/** The path parameter of every route of one build. */
import * as z from 'zod';

export const BuildParams = z.object({ id: z.string().min(1).max(100) });

/** Which version of a data set; default: the newest. */
export const VersionQuery = z.object({ version: z.coerce.number().int().positive().optional() });
