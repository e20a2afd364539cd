import * as z from 'zod';

export const RunId = z.object({ id: z.string().min(1).max(100) });
