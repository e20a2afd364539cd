/** PUT /v1/tokenizers/{digest}: a model's `tokenizer.json`, for formats that name it. Its body is the file's bytes. */
import * as z from 'zod';
import { tenantDirectory } from '../../data-sets/tenant-directory.ts';
import { MAX_TOKENIZER_BYTES, putTokenizer } from '../../tokenizers/tokenizer-files.ts';
import type { Route } from './index.ts';

const Params = z.object({ digest: z.string() });
const Answer = z.object({ digest: z.string(), bytes: z.number().int() });

export const putTokenizerRoute: Route = (app, context) => {
  // The limit of other routes stays the server's.
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  app.put(
    '/v1/tokenizers/:digest',
    {
      bodyLimit: MAX_TOKENIZER_BYTES,
      schema: {
        summary: "Hand over a model's tokenizer.json",
        tags: ['builds'],
        consumes: ['application/octet-stream'],
        params: Params,
        response: { 200: Answer },
      },
    },
    async (request) => {
      const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      await putTokenizer(
        tenantDirectory(context.config.dataDirectory, context.callers.current().tenant),
        request.params.digest,
        content,
      );
      return { digest: request.params.digest, bytes: content.length };
    },
  );
};
