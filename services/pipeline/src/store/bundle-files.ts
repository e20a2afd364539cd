/** Which files a framework's bundle has, by their digests. */
import { digestText } from '@nex/core/digest';
import { cleanText, execute, type Queryable, sql } from '@nex/postgres';

/** Does nothing for those that are noted. */
export async function insertBundleFiles(
  tx: Queryable,
  frameworkDigest: string,
  files: readonly { path: string; content: string }[],
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.bundle_files (framework_digest, path, digest)
      select ${frameworkDigest}, file.path, file.digest
      from unnest(${files.map(({ path }) => cleanText(path))}::text[],
        ${files.map(({ content }) => digestText(content))}::text[]) as file (path, digest)
      on conflict do nothing`,
  );
}
