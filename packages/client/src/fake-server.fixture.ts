/** A `fetch` that answers from a list, one answer per call, and notes what it was asked. */
import {
  type Build,
  type CassetteDetail,
  type DataSet,
  type DataSetDiff,
  type Framework,
  NO_USAGE,
  type Permission,
  type RegisteredAgent,
  type Replay,
  type Run,
} from '@nex/core';

export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

export type Answer = Response | Error | ((asked: Asked) => Response);

export function fakeServer(answers: Answer[]): { fetch: typeof fetch; asked: Asked[] } {
  const asked: Asked[] = [];
  const fake: typeof fetch = async (input, init = {}) => {
    init.signal?.throwIfAborted();
    const url = new URL(input instanceof Request ? input.url : input);
    const request: Asked = {
      method: init.method ?? 'GET',
      path: url.pathname + url.search,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
    };
    asked.push(request);
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`nobody expected ${request.method} ${request.path}`);
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? answer(request) : answer;
  };
  return { fetch: fake, asked };
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

export function problem(status: number, code: string, detail: string, hint?: string): Response {
  return new Response(
    JSON.stringify({ type: 'about:blank', title: code, status, detail, code, ...(hint ? { hint } : {}) }),
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
}

/** An event stream of the given events; with `breaks` the connection is lost after the last. */
export function stream(events: { id: string; event: string; data: unknown }[], breaks = false): Response {
  const text = events.map(
    ({ id, event, data }) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
  );
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = text[next];
      next += 1;
      if (part !== undefined) controller.enqueue(new TextEncoder().encode(part));
      else if (breaks) controller.error(new Error('connection reset'));
      else controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

export function framework(over: Partial<Framework> = {}): Framework {
  return {
    id: 'fw_1',
    state: 'running',
    sentence: 'A team.',
    seed: 7,
    language: 'en',
    steps: [],
    usage: NO_USAGE,
    traceId: '0'.repeat(32),
    createdAt: '2030-01-01T00:00:00Z',
    ...over,
  };
}

export function run(over: Partial<Run> = {}): Run {
  return {
    id: 'run_1',
    state: 'running',
    stopReason: null,
    agent: 'lead',
    input: 'Do it.',
    response: '',
    usage: NO_USAGE,
    parentRunId: null,
    rootRunId: 'run_1',
    depth: 0,
    frameworkDigest: 'sha256:0',
    seed: 7,
    traceId: '0'.repeat(32),
    attempt: 1,
    createdAt: '2030-01-01T00:00:00Z',
    ...over,
  };
}

export function build(over: Partial<Build> = {}): Build {
  return {
    id: 'build_1',
    name: 'bakery',
    state: 'running',
    frameworkId: 'fw_1',
    spec: { frameworkId: 'fw_1', queries: 2, samples: 1, seed: 7, languages: ['en'], concurrency: 8 },
    stages: [],
    funnel: {
      frameworks: 1,
      queries: { requested: 2, accepted: 0, rejected: 0 },
      runs: { total: 0, completed: 0, failed: 0, cancelled: 0 },
      kept: 0,
      dropped: 0,
      dropReasons: {},
    },
    usage: { synthesis: NO_USAGE, runs: NO_USAGE },
    traceId: '0'.repeat(32),
    createdAt: '2030-01-01T00:00:00Z',
    ...over,
  };
}

export function permission(): Permission {
  return {
    runId: 'run_2',
    callId: 'call_1',
    toolName: 'write_file',
    arguments: { file_path: 'a.txt' },
    prompt: 'Let write_file write a.txt?',
    key: 'write_file:a.txt',
    decision: null,
    always: false,
    reason: null,
    createdAt: '2030-01-01T00:00:00Z',
    decidedAt: null,
  };
}

export function agent(): RegisteredAgent {
  return {
    name: 'helper',
    frameworkDigest: 'sha256:0',
    agent: 'agent.yaml',
    description: 'Helps.',
    createdAt: '2030-01-01T00:00:00Z',
    updatedAt: '2030-01-01T00:00:00Z',
  };
}

export function replay(): Replay {
  const counts = { messages: 5, modelCalls: 2, toolCalls: 1 };
  return {
    rootRunId: 'run_1',
    identical: true,
    digest: 'sha256:0',
    recordedDigest: 'sha256:0',
    runs: [{ runId: 'run_1', agent: 'lead', identical: true, ...counts }],
  };
}

export function dataSet(): DataSet {
  const version: DataSet['version'] = {
    version: 1,
    parent: null,
    reason: 'build',
    rows: 2,
    digest: 'sha256:0',
    rowsDigest: 'sha256:1',
    formats: ['data'],
    checks: ['loop@1'],
    createdAt: '2026-01-02T00:00:00.000Z',
  };
  return {
    id: 'ds_1',
    buildId: 'build_1',
    name: 'tea-adviser',
    sentence: 'A tea adviser.',
    frameworkDigest: 'sha256:f',
    version,
    createdAt: '2026-01-02T00:00:00.000Z',
  };
}

export function dataSetDiff(): DataSetDiff {
  const none = { total: 0, reasons: {} };
  const moved = { added: [], removed: [] };
  return {
    dataSetId: 'ds_1',
    from: 1,
    to: 2,
    added: none,
    removed: none,
    changed: none,
    unchanged: 2,
    formats: moved,
    checks: moved,
    items: [],
    nextCursor: null,
  };
}

export function cassette(): CassetteDetail {
  return {
    name: 'a',
    createdAt: '2030-01-01T00:00:00Z',
    calls: 0,
    takes: 0,
    outcomes: 0,
    bytes: 0,
    tools: [],
  };
}
