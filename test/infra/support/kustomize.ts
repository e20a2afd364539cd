/** `kustomize build`, as far as the overlays of this repository use it. It throws for what it does not know. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { REPOSITORY, readText } from './repository.ts';

export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [field: string]: unknown;
};

const kustomizationSchema = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string().optional(),
  resources: z.array(z.string()),
  images: z.array(z.strictObject({ name: z.string(), newName: z.string(), newTag: z.string() })).default([]),
  secretGenerator: z.array(z.strictObject({ name: z.string(), literals: z.array(z.string()) })).default([]),
  generatorOptions: z.strictObject({ disableNameSuffixHash: z.literal(true) }).optional(),
  patches: z
    .array(
      z.union([
        z.strictObject({ path: z.string() }),
        z.strictObject({
          target: z.strictObject({ kind: z.string().optional(), name: z.string().optional() }),
          patch: z.string().startsWith('$patch: delete\n'),
        }),
      ]),
    )
    .default([]),
});

export function readManifests(text: string): Manifest[] {
  return parseAllDocuments(text, { version: '1.1', merge: true })
    .map((document) => document.toJS() as Manifest | null)
    .filter((object) => object !== null);
}

/** Objects of the folder, in no order that means anything. */
export function buildKustomization(folder: string): Manifest[] {
  const { namespace, resources, images, secretGenerator, patches } = kustomizationSchema.parse(
    parse(readText(join(folder, 'kustomization.yaml'))),
  );
  let objects = resources.flatMap((resource) => {
    const path = join(folder, resource);
    if (!existsSync(join(REPOSITORY, path)))
      throw new Error(`${folder} names ${resource}, which is not there`);
    return statSync(join(REPOSITORY, path)).isDirectory()
      ? buildKustomization(path)
      : readManifests(readText(path));
  });
  for (const { name, literals } of secretGenerator) objects.push(secretOf(name, literals));
  for (const patch of patches) {
    if ('path' in patch) {
      for (const one of readManifests(readText(join(folder, patch.path)))) {
        const at = objects.findIndex(
          ({ kind, metadata }) => kind === one.kind && metadata.name === one.metadata.name,
        );
        if (at < 0) throw new Error(`${patch.path} is for a ${one.kind} that is not there`);
        objects[at] = merged(objects[at], one) as Manifest;
      }
    } else {
      const { kind, name } = patch.target;
      const before = objects.length;
      objects = objects.filter(
        (object) =>
          (kind !== undefined && object.kind !== kind) ||
          (name !== undefined && object.metadata.name !== name),
      );
      if (objects.length === before) throw new Error(`a patch of ${folder} has no target`);
    }
  }
  for (const { name, newName, newTag } of images)
    objects = objects.map((object) => withImage(object, name, `${newName}:${newTag}`));
  if (namespace === undefined) return objects;
  return objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
}

function secretOf(name: string, literals: readonly string[]): Manifest {
  const entries = literals.map((text) => {
    const at = text.indexOf('=');
    return [text.slice(0, at), Buffer.from(text.slice(at + 1)).toString('base64')];
  });
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    type: 'Opaque',
    data: Object.fromEntries(entries),
  };
}

/** Lists are replaced: patches here change no list of objects. */
function merged(base: unknown, patch: unknown): unknown {
  if (!isMap(base) || !isMap(patch)) return patch;
  const result = { ...base };
  for (const [key, value] of Object.entries(patch)) result[key] = merged(base[key], value);
  return result;
}

function withImage(object: Manifest, name: string, image: string): Manifest {
  return JSON.parse(JSON.stringify(object), (key, value: unknown) =>
    key === 'image' && typeof value === 'string' && value.split(':')[0] === name ? image : value,
  ) as Manifest;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
