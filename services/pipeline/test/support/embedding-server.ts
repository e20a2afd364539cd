/** An embedding server for which texts mean the same when they name the same plant. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import * as z from 'zod';

const Body = z.object({ input: z.array(z.string()) });

export interface EmbeddingServer extends AsyncDisposable {
  baseUrl: string;
  texts: string[];
}

/** A vector has a place for each plant. */
export async function startEmbeddingServer(plants: readonly RegExp[]): Promise<EmbeddingServer> {
  const texts: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { input } = Body.parse(await json(request));
      texts.push(...input);
      const data = input.map((text, index) => ({
        index,
        embedding: plants.map((plant) => (plant.test(text) ? 1 : 0.01)),
      }));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data }));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    texts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
