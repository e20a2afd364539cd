/**
 * The documents of the services and the gateway's own, put together: paths that the gateway leads to, and the components
 * that they use. Two components of one name say the same, or the merge is refused: a client made from the document would
 * read one of them wrongly.
 */
import { canonicalJson, isJsonObject, type Json, type JsonObject, NexError } from '@nex/core';
import { reachableFrom } from '@nex/http';

export interface MergedParts {
  paths: JsonObject;
  components: Record<string, JsonObject>;
}

/** Documents by the name of their service. Paths are in order of their text. Throws `internal` for a collision. */
export function mergeDocuments(
  documents: Readonly<Record<string, JsonObject>>,
  isShown: (service: string, path: string) => boolean,
): MergedParts {
  const paths: JsonObject = {};
  const components: Record<string, JsonObject> = {};
  const origins = new Map<string, string>();
  for (const [service, document] of Object.entries(documents)) {
    for (const [path, item] of Object.entries(objectOf(document['paths']))) {
      if (isShown(service, path)) paths[path] = item;
    }
    for (const [kind, named] of Object.entries(objectOf(document['components']))) {
      for (const [name, component] of Object.entries(objectOf(named))) {
        const known = components[kind]?.[name];
        if (known !== undefined && canonicalJson(known) !== canonicalJson(component)) {
          throw collision(kind, name, [origins.get(`${kind}/${name}`) ?? '', service]);
        }
        components[kind] = { ...components[kind], [name]: component };
        origins.set(`${kind}/${name}`, service);
      }
    }
  }
  const schemas = components['schemas'] ?? {};
  const used = reachableFrom({ paths, responses: components['responses'] ?? {} }, schemas);
  components['schemas'] = inOrder(Object.entries(schemas).filter(([name]) => used.has(name)));
  return { paths: inOrder(Object.entries(paths)), components };
}

function collision(kind: string, name: string, services: string[]): NexError {
  return new NexError('internal', `${services.join(' and ')} describe ${name} in different ways.`, {
    where: `components.${kind}.${name}`,
    hint: 'Give one of the two schemas another name.',
  });
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function inOrder(entries: [string, Json][]): JsonObject {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
