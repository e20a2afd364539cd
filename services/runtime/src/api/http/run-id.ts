import * as z from 'zod';

export const RunId = z.object({
  id: z.string().min(1).max(100).describe('Id of a run, or of the team that a run leads.'),
});
