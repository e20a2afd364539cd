/**
 * Paths of the host never reach a model. What lies in the state directory is seen below the alias (`/workspace`);
 * other directories of the platform have fixed stand-ins; in the text of an error every other path of the host is
 * masked, unless the call itself named it.
 */
import { posix } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '@nex/core';

export interface PathAliasOptions {
  alias: string;
  /** Where the state lies while a call runs. */
  statePath: string;
  /** Arguments that hold paths, at any depth; `undefined` when any argument may. */
  pathArguments: readonly string[] | undefined;
  /** Further directories and what stands for each. Longer paths win. */
  others: ReadonlyMap<string, string>;
  /** First segments of the host's own paths: the names in its root directory. */
  hostRoots: ReadonlySet<string>;
}

export interface PathAlias {
  /** Alias → state path, in strings that are a path as a whole. A path that climbs out of the alias stays out. */
  toServer(args: JsonObject): JsonObject;
  /** Directories → stand-ins, in any text. */
  toModel(text: string): string;
  jsonToModel(value: Json): Json;
  /** As `toModel`, and masks the host's paths. `args` are the arguments as the model wrote them. */
  errorToModel(text: string, args: JsonObject): string;
}

/** What stands for a path of the host in the text of an error. */
export const MASKED_PATH = '<path>';

export function createPathAlias(options: PathAliasOptions): PathAlias {
  const known = [options.alias, ...options.others.values()];
  const standIns = [...options.others, [options.statePath, options.alias] as const]
    .filter(([path]) => path.length > 1)
    .toSorted(([a], [b]) => b.length - a.length);
  const standInOf = new Map(standIns.map(([path, standIn]) => [path, standIn]));
  // One pass, in which the longest comes first at every place.
  const paths = new RegExp(
    standIns.map(([path]) => path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|'),
    'g',
  );
  const toModel = (text: string) =>
    standIns.length === 0 ? text : text.replace(paths, (path) => standInOf.get(path) ?? path);
  const toServer = (value: Json, isPath: boolean): Json => {
    if (typeof value === 'string') return isPath ? pathToServer(value, options) : value;
    if (Array.isArray(value)) return value.map((item) => toServer(item, isPath));
    if (!isJsonObject(value)) return value;
    const entries = Object.entries(value).map(([key, item]) => {
      return [key, toServer(item, options.pathArguments?.includes(key) ?? true)] as const;
    });
    return Object.fromEntries(entries);
  };
  const jsonToModel = (value: Json): Json => mapStrings(value, toModel);
  return {
    toServer: (args) => {
      const translated = toServer(args, false);
      return isJsonObject(translated) ? translated : args;
    },
    toModel,
    jsonToModel,
    errorToModel: (text, args) => {
      const named = JSON.stringify(args);
      return toModel(text).replaceAll(
        /(?<![\w.~/-])(file:\/\/)?\/([\w.@+-]+)((?:\/[\w.@+~-]+)*)\/?/g,
        (path, _scheme, first: string) => {
          const harmless = named.includes(path) || known.some((name) => isBelow(path, name));
          return harmless || !options.hostRoots.has(first) ? path : MASKED_PATH;
        },
      );
    },
  };
}

/** Only a string that is one path, on one line, is translated: text that mentions the alias stays as it is. */
function pathToServer(text: string, { alias, statePath, pathArguments }: PathAliasOptions): string {
  if (text.includes('\n')) return text;
  const climbs = /(^|\/)\.\.(\/|$)/.test(text);
  // Only an argument known to be a path is resolved: other text may hold dots for reasons of its own.
  const path = climbs && pathArguments ? posix.resolve(alias, text) : text;
  return isBelow(path, alias) ? statePath + path.slice(alias.length) : path;
}

function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

function mapStrings(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [change(key), mapStrings(item, change)]),
  );
}
