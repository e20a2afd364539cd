/** The path parameter of every route of one build. */
import * as z from 'zod';

export const BuildParams = z.object({ id: z.string().min(1).max(100) });
