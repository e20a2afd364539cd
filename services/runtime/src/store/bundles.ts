/** Bundles: files under the digest of their content, stored once and never changed. */
import { BundleFile, NexError } from '@nex/core';
import { execute, json, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

export const BundleAgent = z.object({ name: z.string(), file: z.string() });
export type BundleAgent = z.infer<typeof BundleAgent>;

const BundleRow = z.object({
  digest: z.string(),
  files: z.array(BundleFile),
  entry: z.string().nullable(),
  agents: z.array(BundleAgent),
});
export type BundleRow = z.infer<typeof BundleRow>;

const Contents = BundleRow.omit({ files: true });
/** What is said of a bundle without its files. */
export type BundleContents = z.infer<typeof Contents>;

export async function insertBundle(on: Queryable, bundle: BundleRow): Promise<void> {
  await execute(
    on,
    sql`insert into runtime.bundles (digest, files, entry, agents)
      values (${bundle.digest}, ${json(bundle.files)}, ${bundle.entry}, ${json(bundle.agents)})
      on conflict (digest) do nothing`,
  );
}

export async function findBundleContents(on: Queryable, digest: string): Promise<BundleContents | undefined> {
  return maybeOne(
    on,
    Contents,
    sql`select digest, entry, agents from runtime.bundles where digest = ${digest}`,
  );
}

/** Throws `not_found`. */
export async function readBundle(on: Queryable, digest: string): Promise<BundleRow> {
  const row = await maybeOne(
    on,
    BundleRow,
    sql`select digest, files, entry, agents from runtime.bundles where digest = ${digest}`,
  );
  if (row) return row;
  throw bundleNotFound(digest);
}

export function bundleNotFound(digest: string): NexError {
  return new NexError('not_found', `The runtime has no bundle ${digest}.`, {
    where: 'frameworkDigest',
    hint: 'Store the bundle first: PUT /v1/bundles with its files answers its digest.',
  });
}
