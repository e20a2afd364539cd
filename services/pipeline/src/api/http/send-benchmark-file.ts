/** POST /v1/benchmark-files: the same text twice is one file. */
import { BenchmarkFile, MAX_BENCHMARK_CHARS, SendBenchmarkFile } from '@nex/core';
import { describeBenchmark } from '../../benchmarks/describe-benchmark.ts';
import { insertBenchmarkFile } from '../../store/benchmark-files.ts';
import type { Route } from './index.ts';

/** JSON escapes some characters to twice their size and more. */
const BODY_LIMIT = 2 * MAX_BENCHMARK_CHARS;

export const sendBenchmarkFileRoute: Route = (app, context) => {
  app.post(
    '/v1/benchmark-files',
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        summary: 'Keep a benchmark to compare trajectories with',
        operationId: 'sendBenchmarkFile',
        tags: ['benchmarks'],
        body: SendBenchmarkFile,
        response: { 201: BenchmarkFile },
      },
    },
    async (request, reply) => {
      const { format, text } = request.body;
      const file = await describeBenchmark('text', format, text);
      await insertBenchmarkFile(context.pool, file, text);
      return reply.code(201).send(file);
    },
  );
};
