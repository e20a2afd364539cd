import { CassetteName, NexError } from '@nex/core';
import * as z from 'zod';

export const CassetteParams = z.object({ name: CassetteName.describe('Name of the cassette.') });

export const CASSETTE_FILE_TYPE = 'application/x-ndjson';

export function cassetteNotFound(name: string): NexError {
  return new NexError('not_found', `There is no cassette ${name.slice(0, 100)}.`, {
    where: 'name',
    hint: 'GET /v1/cassettes lists them. A run with the mode record makes one.',
  });
}
