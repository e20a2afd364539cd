/** Bundles by the digest of their content: immutable, stored once for all; who stored them may use them. */
import { BundleFile } from '@nex/core';
import { execute, identifier, json, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const table = identifier('generator');

export async function insertBundle(
  db: Queryable,
  digest: string,
  files: readonly BundleFile[],
): Promise<void> {
  await execute(
    db,
    sql`with stored as (
      insert into ${table}.bundles (digest, files) values (${digest}, ${json(files)}) on conflict do nothing)
    insert into ${table}.tenant_bundles (digest) values (${digest}) on conflict (tenant, digest) do nothing`,
  );
}

export async function findBundle(db: Queryable, digest: string): Promise<BundleFile[] | undefined> {
  const row = await maybeOne(
    db,
    z.object({ files: z.array(BundleFile) }),
    sql`select files from ${table}.bundles where digest = ${digest}`,
  );
  return row?.files;
}
