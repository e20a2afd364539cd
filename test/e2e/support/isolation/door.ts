/** How a tenant reaches the platform: what answers a path, and the headers that say whose the request is. */

export interface Door {
  urlOf(path: string): string;
  headers: Record<string, string>;
}

export interface Answer {
  status: number;
  text: string;
}

const ANSWER_MS = 30_000;

/** A `string` or `Buffer` goes as it is, anything else as JSON. */
export async function ask(
  door: Door,
  method: string,
  path: string,
  body?: unknown,
  type = 'application/json',
): Promise<Answer> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${door.urlOf(path)}${path}`, {
    method,
    headers: { ...door.headers, ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { body: raw }),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  return { status: answer.status, text: await answer.text() };
}

/** What a request that must succeed answers. */
export async function must<T>(
  door: Door,
  method: string,
  path: string,
  body?: unknown,
  type?: string,
): Promise<T> {
  const { status, text } = await ask(door, method, path, body, type);
  if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`);
  return JSON.parse(text) as T;
}

/** Reads a stream of events to its end: that is when the thing is at its end. */
export async function untilEnded(door: Door, path: string): Promise<void> {
  const { headers } = door;
  const answer = await fetch(`${door.urlOf(path)}${path}`, { headers });
  await answer.text();
}
