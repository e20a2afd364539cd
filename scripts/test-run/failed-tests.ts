/** Failed tests of vitest's JSON report in few lines, for the end of a log of which nobody reads the middle. */
import { relative } from 'node:path';
import { REPOSITORY } from '@nex/cli/stack';
import * as z from 'zod';

/** The parts of vitest's JSON report that are read. */
export const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      /** Of a file that could not be run. */
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});
export type Report = z.output<typeof Report>;

const LINES = 6;
const LINE_LENGTH = 200;

/** Names of tests with the first lines of what went wrong, indented, and the line of the checkout where. */
export function failedTests({ testResults }: Report): string[] {
  return testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const file = relative(REPOSITORY, name);
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      if (failed.length === 0) return [file, ...firstLines(message)];
      return failed.flatMap(({ fullName, failureMessages }) => [
        `${file} > ${fullName}`,
        ...firstLines(failureMessages?.[0] ?? ''),
      ]);
    });
}

function firstLines(message: string): string[] {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const isFrame = (line: string) => /^\s+at /.test(line);
  const where = lines.find((line) => isFrame(line) && line.includes('.test.ts'));
  return [...lines.filter((line) => !isFrame(line)).slice(0, LINES), ...(where ? [where.trim()] : [])].map(
    (line) => `    ${line.replaceAll(`${REPOSITORY}/`, '').slice(0, LINE_LENGTH)}`,
  );
}
