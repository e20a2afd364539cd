/** The plugin that an entry of an agent file names: found, fit for the platform, and with all its values filled in. */
import { type JsonObject, NexError } from '@nex/core';
import type { PluginEntry } from '../agent-file.ts';
import { withoutEmptyKeys } from '../empty-keys.ts';
import { readReferenced } from '../file-source.ts';
import type { Loading } from '../loading.ts';
import { parseShape, whereIn } from '../parse-shape.ts';
import type { Placed } from '../placed.ts';
import { Values } from '../scalar.ts';
import { checkSecretReferences } from '../secret-references.ts';
import { folderOf, resolvePath } from '../source-path.ts';
import { parseYaml, toPlain } from '../yaml-document.ts';
import { engineFits, NEXAU_VERSION } from './engine-range.ts';
import { pluginConfig } from './plugin-config.ts';
import { PLUGIN_FILE, PluginFile, PluginHead } from './plugin-file.ts';
import { fillPluginValues } from './plugin-values.ts';

export interface ReadPlugin {
  plugin: PluginFile;
  /** Path of the plugin file. */
  file: string;
  /** Path of the plugin's folder. */
  folder: string;
  /** What `${config.x}` means. */
  config: JsonObject;
}

/** Throws `config_invalid` or `bundle_invalid`. */
export async function readPluginFile(
  loading: Loading,
  { entry, file: agentFile, where }: Placed<PluginEntry>,
): Promise<ReadPlugin> {
  const folder = pluginFolder(entry.use, folderOf(agentFile), `${where}.use`);
  const file = `${folder === '' || folder.endsWith(':') ? folder : `${folder}/`}${PLUGIN_FILE}`;
  const text = await readReferenced(loading.source, file, `${where}.use`);
  const value = parseShape(Values, toPlain(parseYaml(text, file), file), file);
  const head = parseShape(PluginHead, value, file);
  checkEngine(head.engines?.nexau, head.name, whereIn(file, ['engines', 'nexau']));
  const config = pluginConfig(head.name, head.config.properties, entry.config ?? {}, `${where}.config`);
  const directory = folder.includes(':') ? folder : `/${folder}`;
  const filled = fillPluginValues(value, { directory, config }, file);
  const plugin = parseShape(PluginFile, withoutEmptyKeys(filled, PluginFile, ['contributes']), file);
  const { contributes, system_prompt_fragment } = plugin;
  checkSecretReferences({ ...contributes, system_prompt_fragment }, file);
  return { plugin, file, folder, config };
}

function pluginFolder(use: string, folder: string, where: string): string {
  const path = /^path:(?<path>.+)$/.exec(use)?.groups?.['path'];
  if (path !== undefined) return resolvePath(folder, path, where);
  throw new NexError('config_invalid', `"${use}" does not say where the plugin lies.`, {
    where,
    hint: 'Write path:./folder.',
  });
}

function checkEngine(range: string | undefined, plugin: string, where: string): void {
  const fits = range === undefined ? true : engineFits(range);
  if (fits === true) return;
  const reason =
    fits === undefined
      ? `"${range}" is not a range of versions`
      : `the platform reads files of NexAU ${NEXAU_VERSION}`;
  throw new NexError('config_invalid', `The plugin "${plugin}" cannot be used: ${reason}.`, {
    where,
    hint: 'Write a range such as ">=0.4.0,<0.5.0".',
  });
}
