/** Runs an import over lines that lie in memory. */
import { expect } from 'vitest';
import { importTrajectories } from './import-trajectories.ts';
import { ImportedTrajectory, type ImportFormat, type Rejection } from './importer.ts';

export interface Imported {
  imported: ImportedTrajectory[];
  rejections: Rejection[];
}

/** Every trajectory is held against its schema. */
export async function importLines(lines: readonly string[], format?: ImportFormat): Promise<Imported> {
  const imported: ImportedTrajectory[] = [];
  const rejections: Rejection[] = [];
  const options = { source: 'traces.jsonl', ...(format && { format }) };
  for await (const item of importTrajectories(streamed(lines), options)) {
    if (item.kind === 'rejected') rejections.push(item.rejection);
    else {
      expect(ImportedTrajectory.safeParse(item.imported).error).toBeUndefined();
      imported.push(item.imported);
    }
  }
  return { imported, rejections };
}

/** The one trajectory that the lines hold. */
export async function importOne(
  lines: readonly string[],
  format?: ImportFormat,
): Promise<ImportedTrajectory> {
  const { imported, rejections } = await importLines(lines, format);
  expect(rejections).toEqual([]);
  expect(imported).toHaveLength(1);
  return imported[0] as ImportedTrajectory;
}

// oxlint-disable-next-line typescript/require-await
export async function* streamed(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
