export * from './agent.ts';
export * from './api.ts';
export * from './build.ts';
export * from './build-budget.ts';
export * from './build-estimate.ts';
export * from './build-file.ts';
export * from './build-review.ts';
export * from './build-task.ts';
export * from './builtin-name.ts';
export * from './chat-template-options.ts';
export * from './composition.ts';
export * from './data-set.ts';
export * from './data-set-version.ts';
export * from './dialect-name.ts';
export * from './difficulty.ts';
export * from './embedder.ts';
export * from './error.ts';
export * from './error-codes.ts';
export * from './event.ts';
export * from './export-format.ts';
export * from './framework.ts';
export * from './framework-batch.ts';
export * from './framework-proof.ts';
export * from './framework-request.ts';
export * from './framework-step.ts';
export * from './id.ts';
export * from './json.ts';
export * from './message.ts';
export * from './middleware-name.ts';
export * from './model.ts';
export * from './quality-spec.ts';
export * from './redaction-policy.ts';
export * from './replay.ts';
export * from './row-lineage.ts';
export * from './run.ts';
export * from './run-outcome.ts';
export {
  askStructured,
  jsonSchemaOf,
  type StructuredAnswer,
  type StructuredQuestion,
} from './structured/ask-structured.ts';
export { type MeteredModel, meteredModel } from './structured/metered-model.ts';
export * from './synthesis-spec.ts';
export * from './team.ts';
export * from './tool.ts';
export * from './tool-state.ts';
export * from './trajectory.ts';
export * from './trajectory-verdicts.ts';
export * from './usage.ts';
export * from './verdict.ts';
export * from './verifier.ts';
