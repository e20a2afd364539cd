/** Which files a tool that looks for files passes over. */
import * as z from 'zod';

export const FileFilteringOptions = z
  .object({
    respect_git_ignore: z
      .boolean()
      .optional()
      .describe('Whether to leave out what .gitignore files name. Default: true.'),
  })
  .describe('Which files to pass over.');
