/** Every object of the platform, in the file that it lies in. */
import type { Ask, SettingName } from '../settings.ts';
import { WORKLOAD_NAMES } from '../workloads.ts';
import { deploymentOf } from './deployment.ts';
import { networkPoliciesOf, sandboxPolicy } from './network.ts';
import type { KubernetesObject } from './object.ts';
import { autoscalerOf, disruptionBudgetOf, scaledObjectOf } from './scaling.ts';
import { ingressesOf, servicesOf } from './services.ts';
import {
  accountOf,
  configOf,
  engineOf,
  engineServiceOf,
  migrationsOf,
  secretOf,
  volumeOf,
} from './shared.ts';

export interface ObjectFile {
  /** Without extension. */
  name: string;
  objects: KubernetesObject[];
  /** The file is there only when this is true. */
  when?: SettingName;
}

/** @param stamp See `deploymentOf`. */
export function objectFiles(ask: Ask, stamp?: string): ObjectFile[] {
  return [
    { name: 'config', objects: [configOf(ask)] },
    { name: 'secrets', objects: [secretOf(ask)], when: 'secrets.create' },
    { name: 'volume', objects: [volumeOf(ask)] },
    { name: 'migrate', objects: [accountOf('migrate'), migrationsOf(ask)] },
    ...WORKLOAD_NAMES.map((name) => ({
      name,
      objects: [
        accountOf(name),
        ...servicesOf(name),
        deploymentOf(ask, name, stamp),
        disruptionBudgetOf(name),
        name === 'gateway' ? autoscalerOf(ask, name) : scaledObjectOf(ask, name),
      ],
    })),
    { name: 'network', objects: networkPoliciesOf(ask) },
    { name: 'ingress', objects: ingressesOf(ask), when: 'ingress.enabled' },
    {
      name: 'sandbox',
      objects: [accountOf('sandbox'), engineServiceOf(), engineOf(ask), sandboxPolicy()],
      when: 'sandbox.enabled',
    },
  ];
}
