/** What a build asks of quality, checked against what is there: models, scores, files. Benchmarks come out by digest. */
import { settleBenchmarks } from '../benchmarks/settle-benchmarks.ts';
import type { PipelineContext } from '../context.ts';
import { checkEmbeddedRuns, noEmbedder } from '../duplicates/by-meaning.ts';
import { checkJudge } from '../judging/judges.ts';
import type { BuildSpec } from '../store/build-row.ts';

/** `stores`: lines that came along are kept. Throws `build_invalid`, or `too_large` for benchmarks, with the key as its place. */
export async function settleQuality(
  context: PipelineContext,
  spec: BuildSpec,
  { stores }: { stores: boolean },
): Promise<BuildSpec> {
  const { quality } = spec;
  if (!quality) return spec;
  checkJudge(quality.judge, context.judgeModel);
  if (quality.embeddingDuplicates) checkEmbedding(context, spec.queries * spec.samples);
  const decontamination = await settleBenchmarks(context.pool, quality.decontamination, { stores });
  return { ...spec, quality: { ...quality, ...(decontamination && { decontamination }) } };
}

function checkEmbedding({ embedder }: PipelineContext, runs: number): void {
  if (!embedder) throw noEmbedder();
  checkEmbeddedRuns(runs);
}
