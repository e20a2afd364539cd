/** Sends valid, mutated and hostile requests to every operation, and tells which answers are wrong. */
import fc from 'fast-check';
import { arbitraryOf } from './arbitrary.ts';
import { BROKEN_BODIES, hostile, mutated } from './hostile.ts';
import type { Api, Operation, Parameter } from './operations.ts';
import type { Things } from './things.ts';

export interface FuzzOptions {
  baseUrl: string;
  api: Api;
  seed: number;
  /** Requests of each kind to each operation. */
  rounds: number;
  /** They are named half of the time. */
  things: Things;
  /** Requests under way at once. */
  concurrency: number;
  signal?: AbortSignal;
}

export interface FuzzReport {
  requests: number;
  /** By class of status, and `open` for streams and waits that were left. */
  answers: Record<string, number>;
  /** Operations that answered a request well at least once. */
  succeeded: Set<string>;
  faults: { operation: string; kind: Kind; request: string; fault: string }[];
}

type Kind = 'real' | 'valid' | 'mutated' | 'hostile' | 'broken';
interface Request {
  kind: Kind;
  operation: Operation;
  url: string;
  body?: string;
  type?: string;
}

/** Streams and waits for work are left after this. */
const PATIENCE_MS = 1_500;

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const report: FuzzReport = { requests: 0, answers: {}, succeeded: new Set(), faults: [] };
  const requests = options.api.operations.flatMap((operation, index) =>
    requestsTo(operation, options, options.seed + index),
  );
  // What takes things away comes last, and the requests that name them come first.
  const queue = requests.toSorted((a, b) => place(a) - place(b)).values();
  await Promise.all(
    Array.from({ length: options.concurrency }, async () => {
      for (const request of queue) {
        options.signal?.throwIfAborted();
        await send(request, options, report);
      }
    }),
  );
  return report;
}

function place({ kind, operation: { method, path } }: Request): number {
  const takesAway = method === 'DELETE' || /[/:](cancel|rotate|ack|pause)$/.test(path);
  return (takesAway ? 2 : 0) + (kind === 'real' ? 0 : 1);
}

function requestsTo(
  operation: Operation,
  { api, rounds, things, baseUrl }: FuzzOptions,
  seed: number,
): Request[] {
  const media = operation.body?.['application/json']?.schema;
  const words = { components: api.schemas, known: things.known };
  const calls = things.calls[`${operation.method} ${operation.path}`] ?? [];
  const made = media && arbitraryOf(media, words);
  const bodies = calls.flatMap(({ body }) => (typeof body === 'object' ? [body] : []));
  const valid = made && (bodies.length > 0 ? fc.oneof(fc.constantFrom(...bodies), made) : made);
  const parameter = ({ name, schema, in: place }: Parameter, kind: Kind): fc.Arbitrary<unknown> => {
    if (kind === 'hostile') return hostile;
    const right = arbitraryOf(schema, words);
    const ids = place === 'path' ? calls.flatMap((call) => valueIn(operation.path, name, call.path)) : [];
    return ids.length > 0 ? fc.oneof(fc.constantFrom(...ids), right) : right;
  };
  const of = (kind: Kind): fc.Arbitrary<Request> => {
    const asked = operation.parameters.filter((one) => one.in !== 'header');
    const values = fc.record(Object.fromEntries(asked.map((one) => [one.name, parameter(one, kind)])), {
      requiredKeys: asked.filter((one) => one.in === 'path').map((one) => one.name),
    });
    const body = kind === 'valid' ? valid : kind === 'mutated' ? valid && mutated(valid) : hostile;
    return fc
      .tuple(values, body ?? fc.constant(undefined), fc.constantFrom(...BROKEN_BODIES))
      .map(([given, json, [text, type]]): Request => {
        const query = new URLSearchParams();
        let path = operation.path;
        for (const { name, in: place } of asked) {
          const value = given[name];
          if (value === undefined) continue;
          const written = typeof value === 'string' ? value : JSON.stringify(value);
          if (place === 'query') query.set(name, written.toWellFormed());
          else path = path.replace(`{${name}}`, encodeURIComponent(written.toWellFormed().slice(0, 2_000)));
        }
        const url = `${baseUrl}${path}${query.size > 0 ? `?${query.toString()}` : ''}`;
        if (kind === 'broken') return { kind, operation, url, body: text, type };
        const sent =
          json === undefined || !operation.body
            ? {}
            : { body: JSON.stringify(json), type: 'application/json' };
        return { kind, operation, url, ...sent };
      });
  };
  const kinds: Kind[] = operation.body ? ['valid', 'mutated', 'hostile', 'broken'] : ['valid', 'hostile'];
  const real = calls.map(({ path, body, type = 'application/json' }): Request => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return {
      kind: 'real',
      operation,
      url: `${baseUrl}${path}`,
      ...(text !== undefined && { body: text, type }),
    };
  });
  return [...real, ...kinds.flatMap((kind) => fc.sample(of(kind), { numRuns: rounds, seed }))];
}

/** What a path has in the place of a parameter. */
function valueIn(template: string, name: string, path: string): string[] {
  const pattern = template.replaceAll(/\{(\w+)\}/g, (_, one) =>
    one === name ? '(?<value>[^/?:]+)' : '[^/?]+',
  );
  const value = new RegExp(`^${pattern}(\\?|$)`).exec(path)?.groups?.['value'];
  return value === undefined ? [] : [value];
}

async function send({ kind, operation, url, body, type }: Request, { api }: FuzzOptions, report: FuzzReport) {
  const request = `${operation.method} ${url.slice(0, 300)} ${body?.slice(0, 1_500) ?? ''}`;
  const wrong = (fault: string) => report.faults.push({ operation: operation.id, kind, request, fault });
  const count = (name: string) => {
    report.answers[name] = (report.answers[name] ?? 0) + 1;
  };
  report.requests += 1;
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const answer = await fetch(url, {
      method: operation.method,
      ...(body === undefined || operation.method === 'GET' ? {} : { body }),
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
      signal: patience,
    });
    const media = answer.headers.get('content-type');
    if (answer.headers.get('request-id') === null) wrong('the answer has no request id');
    const text = media?.startsWith('text/event-stream') ? '' : await answer.text();
    if (media?.startsWith('text/event-stream')) await answer.body?.cancel();
    count(`${String(answer.status)[0]}xx`);
    if (answer.ok) report.succeeded.add(operation.id);
    if (answer.status >= 500) wrong(`${answer.status} ${text.slice(0, 500)}`);
    const fault = api.fault(operation, answer.status, media, text);
    if (fault !== undefined) wrong(`${answer.status}: ${fault}; ${text.slice(0, 300)}`);
  } catch (thrown) {
    if (patience.aborted) count('open');
    else wrong(`no answer: ${String(thrown)} ${String((thrown as { cause?: Error }).cause?.message)}`);
  }
}
