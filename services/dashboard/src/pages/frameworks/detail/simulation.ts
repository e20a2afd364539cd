/** Reads the output of the step `simulate`, which is the step's own form: what is not there is left out. */

export interface SimulatedCase {
  id: string;
  agent: string;
  scope: string;
  message: string;
  verdict: string;
  runId: string | undefined;
  faults: string[];
  tokens: number;
}

type Loose = Record<string, unknown>;

export function readSimulation(output: unknown): SimulatedCase[] {
  const { cases, outcomes } = isObject(output) ? output : {};
  const messages = new Map(objects(cases).map((one) => [text(one['id']), text(one['message'])]));
  return objects(outcomes).map((one) => {
    const usage = isObject(one['usage']) ? one['usage'] : {};
    const id = text(one['case']);
    return {
      id,
      agent: text(one['agent']),
      scope: text(one['scope']),
      message: messages.get(id) ?? '',
      verdict: text(one['verdict']),
      runId: text(one['runId']) || undefined,
      faults: (Array.isArray(one['faults']) ? one['faults'] : []).map(faultText),
      tokens: Number(usage['inputTokens'] ?? 0) + Number(usage['outputTokens'] ?? 0),
    };
  });
}

function faultText(fault: unknown): string {
  if (typeof fault === 'string') return fault;
  return isObject(fault) ? text(fault['message']) || text(fault['because']) || JSON.stringify(fault) : '';
}

function objects(value: unknown): Loose[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
