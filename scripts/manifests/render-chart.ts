/**
 * The Helm chart: the same objects, described with marks in the place of settings, which become template expressions. Every
 * setting is written as JSON, which is YAML too, so that no indentation or quoting depends on what it is.
 */
import { stringify } from 'yaml';
import * as z from 'zod';
import { objectFiles } from './objects/index.ts';
import { toYaml, YAML_OPTIONS } from './render-base.ts';
import { type Ask, SETTINGS, type SettingName } from './settings.ts';

const VERSION = '0.1.0';
const HEAD = 'Written by `npm run manifests` from scripts/manifests.';
/** Pods are replaced when the variables change. */
const STAMP = '{{ .Values.config | toJson | sha256sum }}';
const MARK = /⟦([\w.]+)⟧/g;
const WHOLE_MARK = /^(\s*(?:- )?(?:[^\s#][^\n]*?: )?)⟦([\w.]+)⟧$/gm;

const askMarks: Ask = (name) => `⟦${name}⟧` as never;

/** Path below `infra/helm` → content. */
export function renderChart(): Record<string, string> {
  const files = objectFiles(askMarks, '⟦stamp⟧');
  return {
    'Chart.yaml': `# ${HEAD}\n${stringify({
      apiVersion: 'v2',
      name: 'nex',
      description: 'A platform that turns a sentence into a data set of agent trajectories',
      type: 'application',
      version: VERSION,
      appVersion: VERSION,
      kubeVersion: '>=1.30.0-0',
    })}`,
    'values.yaml': renderValues(),
    'values.schema.json': `${JSON.stringify(valuesSchema(), null, 2)}\n`,
    ...Object.fromEntries(
      files.map(({ name, objects, when }) => {
        const text = `{{- /* ${HEAD} */ -}}\n${templateOf(toYaml(objects))}`;
        return [
          `templates/${name}.yaml`,
          when === undefined ? text : `{{- if .Values.${when} }}\n${text}{{- end }}\n`,
        ];
      }),
    ),
  };
}

/** The text with each mark as an expression: alone on its line a value of any kind, else a part of a text. */
function templateOf(text: string): string {
  const quoted = text.replaceAll(/^(.*: )"(⟦[\w.]+⟧)"$/gm, '$1$2').replaceAll('⟦stamp⟧', STAMP);
  return quoted
    .replaceAll(WHOLE_MARK, (_, before: string, name: string) => {
      // Variables and parameters of triggers are texts, whatever the setting is.
      const text = /(?:value|threshold): $/.test(before) ? 'toString | ' : '';
      return `${before}{{ .Values.${name} | ${text}toJson }}`;
    })
    .replaceAll(MARK, (_, name: string) => `{{ .Values.${name} }}`);
}

type Tree = { [key: string]: Tree | { setting: SettingName } };

function settingsTree(): Tree {
  const tree: Tree = {};
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const [group = '', key] = name.split('.');
    if (key === undefined) tree[group] = { setting: name };
    else tree[group] = { ...(tree[group] as Tree | undefined), [key]: { setting: name } };
  }
  return tree;
}

function isLeaf(node: Tree | { setting: SettingName }): node is { setting: SettingName } {
  return typeof node['setting'] === 'string';
}

function renderValues(): string {
  const lines = [`# ${HEAD}`, '# Settings of the chart with their defaults.', ''];
  const write = (key: string, { setting }: { setting: SettingName }, indent: string) => {
    const { help, default: value } = SETTINGS[setting];
    if (help !== '') lines.push(`${indent}# ${help}.`);
    lines.push(
      stringify({ [key]: value }, YAML_OPTIONS)
        .trimEnd()
        .replaceAll(/^/gm, indent),
    );
  };
  for (const [key, node] of Object.entries(settingsTree())) {
    if (isLeaf(node)) write(key, node, '');
    else {
      lines.push(`${key}:`);
      for (const [inner, leaf] of Object.entries(node)) if (isLeaf(leaf)) write(inner, leaf, '  ');
    }
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function valuesSchema(): object {
  const shape = Object.entries(settingsTree()).map(([key, node]) => {
    if (isLeaf(node)) return [key, SETTINGS[node.setting].schema] as const;
    const inner = Object.entries(node).flatMap(([name, leaf]) =>
      isLeaf(leaf)
        ? [[name, SETTINGS[leaf.setting].schema.describe(SETTINGS[leaf.setting].help)] as const]
        : [],
    );
    return [key, z.strictObject(Object.fromEntries(inner))] as const;
  });
  const values = z.looseObject({ ...Object.fromEntries(shape), global: z.unknown().optional() });
  const schema = z.toJSONSchema(values, { target: 'draft-7' });
  return { ...schema, additionalProperties: false };
}
