/** What a line of the log says of where it came from, as a process with telemetry writes it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROGRAM = `
  import { context, propagation } from '@opentelemetry/api';
  import { createLogger, inSpan, startTelemetry } from './src/index.ts';
  await startTelemetry({ serviceName: 'x' });
  const log = createLogger({ service: 'x', level: 'info' });
  log.info('outside');
  log.debug('not shown');
  const caller = propagation.createBaggage({ request_id: { value: 'r-1' }, tenant: { value: 'acme' } });
  await inSpan('work', {}, async (span) => {
    console.log(JSON.stringify(span.spanContext()));
    context.with(propagation.setBaggage(context.active(), caller), () =>
      log.info({ apiKey: 'a-secret', headers: { authorization: 'a-secret' } }, 'inside'));
  });
`;

test('a line says its trace, its span, its request and its tenant, and no secret', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', PROGRAM],
    { cwd: new URL('..', import.meta.url) },
  );
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  // The log may come before or after what the program prints by itself.
  const span = lines.find((line) => 'spanId' in line);
  const [outside, inside] = lines.filter((line) => line !== span);
  expect(stdout).not.toContain('a-secret');
  expect(stdout).not.toContain('not shown');
  expect(outside).toMatchObject({ level: 'info', service: 'x', message: 'outside' });
  expect(Object.keys(outside ?? {})).not.toContain('trace_id');
  expect(inside).toMatchObject({
    message: 'inside',
    trace_id: span?.['traceId'],
    span_id: span?.['spanId'],
    request_id: 'r-1',
    tenant: 'acme',
  });
}, 20_000);
