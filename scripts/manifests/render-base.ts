/** The kustomize base: every object with the default settings. */
import { stringify } from 'yaml';
import { objectFiles } from './objects/index.ts';
import type { KubernetesObject } from './objects/object.ts';
import { askDefaults } from './settings.ts';

const HEAD = '# Written by `npm run manifests` from scripts/manifests.\n';

/** Readers of Kubernetes take `off` for false, as YAML 1.1 has it. */
export const YAML_OPTIONS = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;

/** Path below `infra/kubernetes/base` → content. */
export function renderBase(): Record<string, string> {
  const files = objectFiles(askDefaults).filter(
    ({ when }) => when === undefined || askDefaults(when) === true,
  );
  return {
    ...Object.fromEntries(files.map(({ name, objects }) => [`${name}.yaml`, `${HEAD}${toYaml(objects)}`])),
    'kustomization.yaml': `${HEAD}${stringify({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: files.map(({ name }) => `${name}.yaml`),
    })}`,
  };
}

export function toYaml(objects: readonly KubernetesObject[]): string {
  return objects.map((object) => stringify(object, YAML_OPTIONS)).join('---\n');
}
