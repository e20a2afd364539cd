/** What every object of the platform has in common. */
import type { WorkloadName } from '../workloads.ts';

export interface KubernetesObject {
  apiVersion?: string;
  kind?: string;
  metadata?: object;
}

export const PART_OF = { 'app.kubernetes.io/part-of': 'nex' };

export type Component = WorkloadName | 'migrate' | 'sandbox';

/** Never changes for a component: selectors are made of it. */
export function labelsOf(component: Component): Record<string, string> {
  return { 'app.kubernetes.io/name': component, ...PART_OF };
}

export function metadataOf(name: string, component?: Component) {
  return { name, labels: component === undefined ? { ...PART_OF } : labelsOf(component) };
}

export const nameOf = (component: Component): string => `nex-${component}`;
export const CONFIG_NAME = 'nex-config';
export const DATA_NAME = 'nex-data';
export const ENGINE_PORT = 2375;
