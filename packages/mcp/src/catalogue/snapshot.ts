/**
 * A snapshot: the tool list of one pinned server, as a file, so that tools can be searched and offered without
 * starting the server, and so that a changed server is noticed. Tools are sorted by name; the digest covers them
 * and nothing else.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, isJsonObject, type JsonObject, NexError } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import * as z from 'zod';

/** Snapshots are read from JSON, so what lies below an object needs no look: that would take most of the time. */
const JsonRecord = z.custom<JsonObject>(isJsonObject, 'an object');

export const SnapshotTool = z.strictObject({
  name: z.string(),
  title: z.string().optional(),
  description: z.string(),
  inputSchema: JsonRecord,
  outputSchema: JsonRecord.optional(),
  annotations: JsonRecord.optional(),
});
export type SnapshotTool = z.infer<typeof SnapshotTool>;

export const ToolSnapshot = z.strictObject({
  server: z.string(),
  package: z.string().optional(),
  version: z.string(),
  digest: z.string(),
  tools: z.array(SnapshotTool),
});
export type ToolSnapshot = z.infer<typeof ToolSnapshot>;

/** What changed between two tool lists, by name. */
export interface Drift {
  added: string[];
  removed: string[];
  changed: string[];
}

/** Sorts the tools and computes the digest. */
export function makeSnapshot(
  server: { name: string; package?: string | undefined; version: string },
  tools: readonly SnapshotTool[],
): ToolSnapshot {
  const sorted = tools.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return {
    server: server.name,
    ...(server.package ? { package: server.package } : {}),
    version: server.version,
    digest: digestJson(sorted),
    tools: sorted,
  };
}

/** `undefined` when both lists are the same. */
export function compareSnapshots(committed: ToolSnapshot, live: ToolSnapshot): Drift | undefined {
  if (committed.digest === live.digest) return undefined;
  const before = new Map(committed.tools.map((tool) => [tool.name, canonicalJson(tool)]));
  const after = new Map(live.tools.map((tool) => [tool.name, canonicalJson(tool)]));
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed: [...before].flatMap(([name, text]) =>
      after.has(name) && after.get(name) !== text ? [name] : [],
    ),
  };
}

/** `undefined` when there is no file. Throws `catalogue_invalid` for a file that was edited by hand. */
export async function readSnapshot(directory: string, name: string): Promise<ToolSnapshot | undefined> {
  const where = `snapshots/${name}.json`;
  const text = await readFile(join(directory, where), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const hint = 'Take the snapshot again from the running server.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new NexError('catalogue_invalid', `The snapshot of ${name} is not JSON.`, { where, hint, cause });
  }
  const parsed = ToolSnapshot.safeParse(value);
  if (
    !parsed.success ||
    parsed.data.server !== name ||
    parsed.data.digest !== digestJson(parsed.data.tools)
  ) {
    throw new NexError('catalogue_invalid', `The snapshot of ${name} does not match its digest or form.`, {
      where,
      hint,
    });
  }
  return parsed.data;
}

export async function writeSnapshot(directory: string, snapshot: ToolSnapshot): Promise<void> {
  const ordered: unknown = JSON.parse(canonicalJson(snapshot));
  const folder = join(directory, 'snapshots');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${snapshot.server}.json`), `${JSON.stringify(ordered, null, 2)}\n`);
}
