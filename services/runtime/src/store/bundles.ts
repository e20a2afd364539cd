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

/** The files are stored once for all tenants; each that stores them may use them. */
export async function insertBundle(on: Queryable, tenant: string, bundle: BundleRow): Promise<void> {
  await execute(
    on,
    sql`with stored as (
      insert into runtime.bundles (digest, files, entry, agents)
      values (${bundle.digest}, ${json(bundle.files)}, ${bundle.entry}, ${json(bundle.agents)})
      on conflict do nothing)
    insert into runtime.tenant_bundles (tenant, bundle_digest) values (${tenant}, ${bundle.digest})
    on conflict (tenant, bundle_digest) do nothing`,
  );
}

/** Of a bundle that the tenant stored. */
export async function findBundleContents(
  on: Queryable,
  tenant: string,
  digest: string,
): Promise<BundleContents | undefined> {
  return maybeOne(
    on,
    Contents,
    sql`select b.digest, b.entry, b.agents from runtime.bundles b
      join runtime.tenant_bundles t on t.bundle_digest = b.digest and t.tenant = ${tenant}
      where b.digest = ${digest}`,
  );
}

/** By tenant and digest. What a tenant may use once, it may use for ever. */
export type KnownBundles = Map<string, BundleContents>;

const MOST_KNOWN = 1000;

/** The same for who asks again and again. */
export async function recallBundleContents(
  on: Queryable,
  known: KnownBundles,
  tenant: string,
  digest: string,
): Promise<BundleContents | undefined> {
  const key = `${tenant} ${digest}`;
  const contents = known.get(key) ?? (await findBundleContents(on, tenant, digest));
  if (!contents) return undefined;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, contents);
  return contents;
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
