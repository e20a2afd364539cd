/** A request in a form that can be sent again, and what a redirect makes of it. Rules: the Fetch standard. */

export interface OutgoingRequest {
  url: URL;
  method: string;
  headers: Headers;
  body: Uint8Array<ArrayBuffer> | undefined;
  signal: AbortSignal | undefined;
  redirect: NonNullable<RequestInit['redirect']>;
}

/** Headers that say nothing about the caller; all others stay with the origin that they were meant for. */
const ANONYMOUS_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'content-language',
  'content-type',
  'user-agent',
]);

/** `checkUrl` judges the address before a body is read. */
export async function outgoingRequest(
  input: string | URL | Request,
  init: RequestInit = {},
  checkUrl: (url: string | URL) => URL,
): Promise<OutgoingRequest> {
  const given = input instanceof Request ? input : undefined;
  const url = checkUrl(input instanceof Request ? input.url : input);
  const headers = new Headers(init.headers ?? given?.headers);
  // A Response knows the content type of every kind of body.
  const carrier = new Response(init.body === undefined ? given?.body : init.body);
  const contentType = carrier.headers.get('content-type');
  if (contentType !== null && !headers.has('content-type')) headers.set('content-type', contentType);
  return {
    url,
    method: (init.method ?? given?.method ?? 'GET').toUpperCase(),
    headers,
    body: carrier.body ? new Uint8Array(await carrier.arrayBuffer()) : undefined,
    signal: init.signal ?? given?.signal ?? undefined,
    redirect: init.redirect ?? given?.redirect ?? 'follow',
  };
}

export function redirectedRequest(request: OutgoingRequest, status: number, target: URL): OutgoingRequest {
  const headers = new Headers(request.headers);
  if (target.origin !== request.url.origin) {
    for (const name of request.headers.keys()) if (!ANONYMOUS_HEADERS.has(name)) headers.delete(name);
  }
  const isPost = request.method === 'POST';
  const becomesGet =
    ((status === 301 || status === 302) && isPost) ||
    (status === 303 && request.method !== 'GET' && request.method !== 'HEAD');
  if (!becomesGet) return { ...request, url: target, headers };
  for (const name of request.headers.keys()) if (name.startsWith('content-')) headers.delete(name);
  return { ...request, url: target, method: 'GET', headers, body: undefined };
}
