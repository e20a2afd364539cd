/** How many replicas there are: the gateway by CPU, workers by what waits in their queues and by CPU. */
import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { Ask } from '../settings.ts';
import { WORKLOADS, type WorkloadName } from '../workloads.ts';
import { labelsOf, metadataOf, nameOf } from './object.ts';

const CPU_PERCENT = 70;
/** A queue that is empty for a moment ends no worker. */
const CALM_SECONDS = 300;

export function disruptionBudgetOf(name: WorkloadName): IPodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadataOf(nameOf(name), name),
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: labelsOf(name) },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  };
}

export function autoscalerOf(ask: Ask, name: 'gateway'): IHorizontalPodAutoscaler {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadataOf(nameOf(name), name),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: nameOf(name) },
      minReplicas: ask(`${name}.minReplicas`),
      maxReplicas: ask(`${name}.maxReplicas`),
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: CPU_PERCENT } },
        },
      ],
      behavior: { scaleDown: { stabilizationWindowSeconds: CALM_SECONDS } },
    },
  };
}

/**
 * Every process tells the depth of a queue over all of them, so one of each is taken. What is at work counts too: a worker
 * that has taken all there is keeps its replicas. The metric is the same with either store of queues.
 */
export function scaledObjectOf(ask: Ask, name: Exclude<WorkloadName, 'gateway'>): IScaledObject {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: metadataOf(nameOf(name), name),
    spec: {
      scaleTargetRef: { name: nameOf(name) },
      minReplicaCount: ask(`${name}.minReplicas`),
      maxReplicaCount: ask(`${name}.maxReplicas`),
      pollingInterval: 15,
      advanced: {
        horizontalPodAutoscalerConfig: {
          behavior: { scaleDown: { stabilizationWindowSeconds: CALM_SECONDS } },
        },
      },
      triggers: [
        ...WORKLOADS[name].queues(ask).map(({ queue, each }) => ({
          type: 'prometheus',
          name: queue.replace('.', '-'),
          metadata: {
            serverAddress: ask('autoscaling.prometheus'),
            query: `sum(max by (state) (nex_queue_depth{queue="${queue}"}))`,
            threshold: `${each}`,
          },
        })),
        { type: 'cpu', metricType: 'Utilization' as const, metadata: { value: `${CPU_PERCENT}` } },
      ],
    },
  };
}
