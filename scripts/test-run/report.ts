/** Vitest's JSON report as counts by file, with failed tests in few lines for the end of a log of which nobody reads the middle. */
import { relative } from 'node:path';
import { REPOSITORY } from '@nex/cli/stack';
import * as z from 'zod';

/** The parts of the report that are read. */
const Report = z.object({
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
type TestFile = z.output<typeof Report>['testResults'][number];

export interface FileResult {
  passed: number;
  failed: number;
  skipped: number;
  failures: FailedTest[];
}

export interface FailedTest {
  /** Its file and name; a file that could not be run counts as one test. */
  name: string;
  /** The first lines of what went wrong, indented, and the line of the checkout where. */
  lines: string[];
}

/** By the file's path in the checkout; undefined when this is no report. */
export function readReport(text: string | undefined): Map<string, FileResult> | undefined {
  const report = Report.safeParse(parsed(text));
  if (!report.success) return undefined;
  return new Map(report.data.testResults.map((file) => [relative(REPOSITORY, file.name), resultOf(file)]));
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function resultOf(file: TestFile): FileResult {
  const count = (status: string) => file.assertionResults.filter((test) => test.status === status).length;
  const [passed, failed] = [count('passed'), count('failed')];
  const skipped = file.assertionResults.length - passed - failed;
  const failures = failedTests(file);
  return { passed, failed: failures.length, skipped, failures };
}

function failedTests({ name, status, message, assertionResults }: TestFile): FailedTest[] {
  const file = relative(REPOSITORY, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [{ name: file, lines: firstLines(message) }];
  return failed.map(({ fullName, failureMessages }) => ({
    name: `${file} > ${fullName}`,
    lines: firstLines(failureMessages?.[0] ?? ''),
  }));
}

const LINES = 6;
const LINE_LENGTH = 200;

function firstLines(message: string): string[] {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const isFrame = (line: string) => /^\s+at /.test(line);
  const where = lines.find((line) => isFrame(line) && line.includes('.test.ts'));
  return [...lines.filter((line) => !isFrame(line)).slice(0, LINES), ...(where ? [where.trim()] : [])].map(
    (line) => `    ${line.replaceAll(`${REPOSITORY}/`, '').slice(0, LINE_LENGTH)}`,
  );
}
