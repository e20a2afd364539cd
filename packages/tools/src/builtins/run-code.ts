/** Runs Python 3 in a fresh process of the sandbox, in the workspace. Nothing of it stays but the files it wrote. */
import { errorOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { commandOutcome } from './command-outcome.ts';
import { wholeNumbers } from './whole-numbers.ts';

const MAX_TIMEOUT_MS = 600_000;
const DEFAULT_TIMEOUT_MS = 120_000;
const MAX_CODE_CHARS = 1_000_000;

/** The code comes in over standard input and is run from a file, so that tracebacks show its lines. */
const SCRIPT = [
  'folder=$(mktemp -d) && cat > "$folder/code.py" || exit 1',
  'PYTHONPATH="$PWD" "$NEX_PYTHON" "$folder/code.py" < /dev/null',
  'status=$?',
  'rm -rf "$folder"',
  'exit $status',
].join('\n');

export const runCode = defineBuiltin({
  name: 'run_code_tool',
  description:
    'Runs Python 3 code in a fresh process in the workspace and returns what it printed. Nothing is kept between calls ' +
    'but files.',
  args: z.object({
    code_block: z
      .string()
      .max(MAX_CODE_CHARS)
      .refine((text) => text.trim() !== '', 'must hold code')
      .describe('The code.'),
    timeout: z
      .number()
      .int()
      .min(1)
      .max(MAX_TIMEOUT_MS)
      .optional()
      .describe(
        `Time limit in milliseconds. Default: ${DEFAULT_TIMEOUT_MS}, or less where the sandbox allows less.`,
      ),
    description: z.string().optional().describe('What the code does, in a sentence, for the user.'),
  }),
  adapt: (args) => wholeNumbers(args, ['timeout']),
  repeatable: false,
  async execute({ code_block, timeout }, environment, { signal }) {
    const sandbox = await environment.sandbox();
    const { python } = sandbox.programs;
    if (python === undefined) {
      return errorOutcome('infrastructure', 'PYTHON_NOT_FOUND: The sandbox has no Python interpreter.');
    }
    const result = await sandbox.run(SCRIPT, {
      signal,
      stdin: code_block,
      env: { NEX_PYTHON: python },
      defaultTimeoutMs: DEFAULT_TIMEOUT_MS,
      ...(timeout !== undefined && { timeoutMs: timeout }),
    });
    return commandOutcome(result);
  },
});
