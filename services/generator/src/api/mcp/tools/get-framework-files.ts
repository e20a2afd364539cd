/** get_framework_files: the files of a framework that is ready. */
import { Bundle, NexError } from '@nex/core';
import * as z from 'zod';
import { getBundle } from '../../../frameworks.ts';
import { FrameworkId } from '../framework-source.ts';
import { defineTool, READS } from '../tool.ts';

/** Long lists of seeds, which few callers want to read. */
const SEEDS = new Set(['personas.jsonl', 'problem_types.json']);

export const getFrameworkFiles = defineTool({
  name: 'get_framework_files',
  title: 'Read the files of a framework',
  description:
    'Reads the files of a ready framework: framework.yaml, agents as NexAU YAML, prompts, synthesised tools, README. ' +
    'Personas and problem types are long and left out unless with_seeds is true; paths narrows it to single files.',
  input: z.strictObject({
    id: FrameworkId,
    paths: z.array(z.string().min(1).max(300)).min(1).max(400).optional().describe('Only these files.'),
    with_seeds: z.boolean().default(false),
  }),
  output: Bundle.extend({ left_out: z.array(z.string()).describe('Paths of files that were not given.') }),
  hints: READS,
  async run({ id, paths, with_seeds: withSeeds }, { context }) {
    const { digest, files } = await getBundle(context, id);
    const missing = paths?.find((path) => !files.some((file) => file.path === path));
    if (missing !== undefined) {
      throw new NexError('not_found', `The framework has no file ${missing}.`, {
        where: 'arguments.paths',
        hint: `It has: ${files.map((file) => file.path).join(', ')}.`,
      });
    }
    const isWanted = (path: string) => paths?.includes(path) ?? (withSeeds || !SEEDS.has(path));
    return {
      digest,
      files: files.filter((file) => isWanted(file.path)),
      left_out: files.filter((file) => !isWanted(file.path)).map((file) => file.path),
    };
  },
});
