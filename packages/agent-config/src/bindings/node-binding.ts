/** `ts:./file.ts#export`, a file of the bundle, and `npm:package#export`. Without an export: the default one. */
import { NexError } from '@nex/core';
import { readReferenced } from '../file-source.ts';
import { packagePathOf, resolvePath } from '../source-path.ts';
import type { BindingForm } from './binding-form.ts';

const FILE = /^ts:(?<module>[^#]+?)(?:#(?<name>.*))?$/;
const PACKAGE = /^npm:(?<module>[^#]+?)(?:#(?<name>.*))?$/;
const MODULE_FILE = /\.(?:ts|mts|js|mjs)$/;
const PACKAGE_NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const EXPORT = /^[A-Za-z_$][\w$]{0,99}$/;

export const nodeBinding: BindingForm = {
  example: 'ts:./tools/search.ts#search',
  async resolve(text, { where, folder, source }) {
    const file = FILE.exec(text)?.groups;
    const found = file ?? PACKAGE.exec(text)?.groups;
    if (found === undefined) return undefined;
    const { module = '', name = 'default' } = found;
    if (!EXPORT.test(name)) throw invalid(text, `"${name}" is not the name of an export`, where);
    if (file === undefined) {
      if (!PACKAGE_NAME.test(module)) throw invalid(text, `"${module}" is not the name of a package`, where);
      return { kind: 'node', source: 'npm', module, export: name };
    }
    const path = resolvePath(folder, module, where);
    if (packagePathOf(path) !== undefined) throw invalid(text, 'the file must be in the bundle', where);
    if (!MODULE_FILE.test(path)) throw invalid(text, 'the file must end in .ts, .mts, .js or .mjs', where);
    await readReferenced(source, path, where);
    return { kind: 'node', source: 'bundle', module: path, export: name };
  },
};

function invalid(text: string, reason: string, where: string): NexError {
  return new NexError('config_invalid', `The binding "${text}" cannot be resolved: ${reason}.`, {
    where,
    hint: 'Write ts:./file.ts#export or npm:package#export.',
  });
}
