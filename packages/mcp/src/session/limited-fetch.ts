/**
 * A `fetch` that reads no message longer than a limit. A JSON body is one message; in an event stream, which may last
 * as long as the session, a message ends at an empty line.
 */
type Fetch = typeof globalThis.fetch;

export function limitedFetch(fetch: Fetch, maxMessageBytes: number): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!response.ok || !response.body) return response;
    const stream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    const { status, statusText, headers } = response;
    const body = response.body.pipeThrough(messageLimit(maxMessageBytes, stream));
    return new Response(body, { status, statusText, headers });
  };
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

function messageLimit(maxBytes: number, stream: boolean): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  let lineBytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      for (const byte of stream ? chunk : []) {
        bytes += 1;
        if (byte === LINE_FEED) {
          if (lineBytes === 0) bytes = 0;
          lineBytes = 0;
        } else if (byte !== CARRIAGE_RETURN) lineBytes += 1;
        if (bytes > maxBytes) break;
      }
      if (!stream) bytes += chunk.length;
      if (bytes > maxBytes) controller.error(new Error('The message is longer than is read.'));
      else controller.enqueue(chunk);
    },
  });
}
