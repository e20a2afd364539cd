/** The way of a framework that somebody wrote up to its tools: it is read, mended by rules, and extended by the sentence. */
import { type LintFinding, NexError } from '@nex/core';
import { readFrameworkModel } from '@nex/framework';
import { catalogueData } from '@nex/mcp';
import { adoptFramework } from '../adoption/adopt-framework.ts';
import { extendedPattern, graft } from '../adoption/graft.ts';
import type { DesignLimits } from '../patterns/design-limits.ts';
import { decompose } from '../steps/decompose.ts';
import { extend } from '../steps/extend.ts';
import { interpret } from '../steps/interpret.ts';
import { readFramework } from '../steps/read-framework.ts';
import { findBundle } from '../store/bundles.ts';
import type { Draft } from './draft.ts';
import { firstTurn } from './equip.ts';
import type { StageContext } from './stages.ts';

/** A framework that somebody wrote has the size that it has. */
export const ADOPTED_LIMITS: DesignLimits = { agents: { least: 1, most: 34 }, depth: { least: 0, most: 4 } };

export async function adopt(at: StageContext): Promise<Partial<Draft>> {
  const { context, request, step, round, synthesis } = at;
  const digest = request.from && 'digest' in request.from ? request.from.digest : '';
  const files = await findBundle(context.pool, digest);
  if (!files) throw new NexError('internal', 'The files that the framework is made from are not there.');
  const { findings } = await step(readFramework, { files, digest }, round);
  checkReadable(findings);
  const catalogue = catalogueData(context.catalogue);
  const adopted = adoptFramework(readFrameworkModel(files), { findings, catalogue });
  const { language, interpretation } = adopted;
  const plans = [...adopted.agents.values()].map(({ plan }) => plan);
  const { sentence } = request;
  if (sentence === '') {
    const { pattern, phases } = adopted;
    return { adopted, interpretation, pattern, decomposition: { agents: plans, phases } };
  }
  const addition = await step(interpret, { sentence, language }, round);
  const pattern = extendedPattern(adopted.pattern);
  const { tools } = request;
  const existing = plans.map(({ name, role, description, parent, servers }) => ({
    name,
    role,
    description,
    parent,
    servers,
  }));
  const added = await step(
    extend,
    { sentence, interpretation: addition, pattern, language, tools, synthesis, existing },
    round,
  );
  const decomposition = await step(
    decompose,
    {
      sentence,
      interpretation: addition,
      pattern,
      limits: ADOPTED_LIMITS,
      language,
      tools,
      synthesis,
      again: {
        earlier: graft({ ...adopted, pattern }, added.agents),
        agents: Object.fromEntries(added.agents.map(({ name }) => [name, []])),
      },
    },
    firstTurn(round),
  );
  return { adopted, addition, interpretation, pattern, decomposition };
}

/** What cannot be read cannot be kept, either. */
function checkReadable(findings: readonly LintFinding[]): void {
  const isFile = (file = '') => /\.ya?ml$/.test(file) && !/(^|\/)framework(_config)?\.ya?ml$/.test(file);
  const [first] = findings.filter(
    ({ rule, severity, file }) => rule === 'schema' && severity === 'error' && isFile(file),
  );
  if (!first) return;
  throw new NexError('lint_failed', `A file cannot be read, so it cannot be kept: ${first.message}`, {
    where: first.where,
    hint: first.fix ?? 'Correct it by hand; nex lint shows every fault.',
  });
}
