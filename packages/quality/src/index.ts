export type { AssertionFault } from './assertions/assertion-kind.ts';
export { ASSERTION_JUDGES, judgeAssertion } from './assertions/index.ts';
export { type AnsweredCall, callsOf } from './calls.ts';
export { type Check, type CheckSpec, clip, defineCheck, type Finding, type Severity } from './check.ts';
export { CHECKS } from './checks/index.ts';
export {
  type BenchmarkSource,
  type Contamination,
  createDecontaminator,
  type DecontaminationOptions,
  type Decontaminator,
  type Overlap,
} from './decontamination/decontaminator.ts';
export { type BenchmarkLine, readBenchmark } from './decontamination/read-benchmark.ts';
export { Clusters } from './dedup/clusters.ts';
export {
  createEmbeddingDuplicates,
  type EmbeddingDuplicates,
  type EmbeddingDuplicateTag,
} from './dedup/embedding-duplicates.ts';
export {
  createExactDedup,
  type DuplicateTag,
  type ExactDedup,
  normalizeText,
  queryDigest,
  trajectoryDigest,
} from './dedup/exact.ts';
export { createNearCandidates, type NearCandidate, type NearCandidates } from './dedup/near-candidates.ts';
export {
  createNearDuplicates,
  type NearDuplicates,
  type NearDuplicatesOptions,
  type NearDuplicatesState,
  type NearDuplicateTag,
  restoreNearDuplicates,
} from './dedup/near-duplicates.ts';
export { jaccardIndex, SHINGLE_WORDS, shingleHashes } from './dedup/shingles.ts';
export { trajectoryText } from './dedup/trajectory-text.ts';
export { BAR, gates, judgeGates, measuredScores, reachesBar, Score, Scores } from './gates.ts';
export { type Judgement, judgeTrajectory } from './judge.ts';
export { type CouncilReport, judgeWithCouncil } from './judges/council.ts';
export { type Head, judgeName } from './judges/head.ts';
export { HEADS } from './judges/heads/index.ts';
export { type JudgeOptions, type JudgeReport, judgeWithModel } from './judges/judge-with-model.ts';
export { likelyLanguageOf } from './language.ts';
export { Reading } from './reading.ts';
export {
  type AuditEntry,
  createRedactor,
  type RedactionAudit,
  type RedactionOptions,
  type Redactor,
} from './redaction/redact-trajectory.ts';
export { redactionSchemaFile } from './redaction/schema-file.ts';
export { ToolSchemas } from './tool-schemas.ts';
export { VERIFIERS, verify } from './verifiers/index.ts';
export { measureDifficulty, wilsonInterval } from './verifiers/pass-rate.ts';
export { type VerifierFault, verifierFault } from './verifiers/verifier-fault.ts';
export type { Means, ScriptResult, ScriptRun, Subject } from './verifiers/verifier-kind.ts';
export { wordsOf } from './words.ts';
