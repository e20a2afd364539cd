/** Bytes of a data set's file, by the client, so that the key goes along. */
import type { Client } from '@nex/client';

export interface FileRequest {
  buildId: string;
  path: string;
  version: number;
  signal?: AbortSignal;
}

export async function readText(client: Client, { buildId, path, ...rest }: FileRequest): Promise<string> {
  return new Response(await client.builds.file(buildId, path, rest)).text();
}

/** Gives the file to the browser to keep. `onBytes` is told how many have come. */
export async function saveFile(
  client: Client,
  { buildId, path, ...rest }: FileRequest,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const stream = await client.builds.file(buildId, path, rest);
  let bytes = 0;
  const counted = stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(part, control) {
        bytes += part.length;
        onBytes(bytes);
        control.enqueue(part);
      },
    }),
  );
  const url = URL.createObjectURL(await new Response(counted).blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = path.replaceAll('/', '-');
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
