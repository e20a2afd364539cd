/**
 * An OpenAI-compatible server whose answers come from rules.
 */
export type { FaultKind, FaultRule, Misbehaviour } from './misbehaviour/misbehaviour.ts';
export { FAULT_KINDS, misbehaviourSchema } from './misbehaviour/misbehaviour.ts';
export { type OfflineModel, type OfflineModelOptions, startOfflineModel } from './start-offline-model.ts';
export { answerStructured } from './structured/index.ts';
