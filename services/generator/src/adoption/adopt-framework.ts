/** From the files of a framework that somebody wrote to what the stages work on. What is there and works stays. Pure. */
import {
  type EdgeContract,
  type LintFinding,
  PATTERN_NAMES,
  type PatternName,
  type Phase,
  type SynthesisedTool,
} from '@nex/core';
import type { CatalogueView, FrameworkModel, Place, ToolModel } from '@nex/framework';
import { PATTERNS } from '../patterns/index.ts';
import { languageOf } from '../requests/language-of.ts';
import type { Interpretation } from '../steps/interpret.ts';
import { adoptAgent } from './adopt-agent.ts';
import { adoptProblemTypes } from './adopt-problem-types.ts';
import { type AdoptedTree, adoptTree } from './adopt-tree.ts';
import type { Adopted, AdoptedAgent } from './adopted.ts';
import { fieldsOf } from './contract-fields.ts';
import { withoutPlace } from './without-place.ts';

/** `findings` are those of lint over the same files. */
export function adoptFramework(
  model: FrameworkModel,
  { findings, catalogue }: { findings: readonly LintFinding[]; catalogue: CatalogueView },
): Adopted {
  const tree = adoptTree(model);
  const errors = findings.filter((finding) => finding.severity === 'error');
  const isFaulty = (rule: string, place: Place) =>
    errors.some((error) => error.rule === rule && error.file === place.file && error.path === place.path);
  const contracts = contractsOf(model, tree, isFaulty);
  const broken = new Set(errors.filter(({ rule }) => rule === 'binding').map(({ file }) => file));
  const isBroken = (tool: ToolModel) => broken.has(tool.bindingPlace?.file ?? tool.place.file);
  const byName = new Map(model.agents.map((agent) => [agent.name, agent]));
  const promptFiles = model.agents.map(({ prompt }) => prompt?.place.file);
  const agents = new Map<string, AdoptedAgent>();
  for (const [name, parent] of tree.parents) {
    const agent = byName.get(name);
    if (!agent) continue;
    const below = [...tree.parents].filter(([, above]) => above === name).map(([child]) => child);
    const beside = tree.extra.filter(({ from }) => from === name).map(({ to }) => to);
    const contract = contracts.find(({ from, to }) => from === parent && to === name);
    agents.set(
      name,
      adoptAgent(agent, {
        model,
        catalogue,
        parent,
        children: [...below, ...beside],
        contract,
        isBroken,
        isFaulty,
        isShared: (file) => promptFiles.filter((one) => one === file).length > 1,
      }),
    );
  }
  const { pattern, phases } = patternOf(model, tree, isFaulty);
  const interpretation = interpretationOf(model, agents);
  const treeErrors = errors.filter(({ file }) => file !== undefined && file === model.seedFiles.tree);
  const problemTypes = model.tree && adoptProblemTypes(model.tree, treeErrors);
  return {
    ...(model.kind === 'bundle'
      ? { base: [...model.files].map(([path, content]) => ({ path, content })) }
      : {}),
    sentence: model.sentence ?? interpretation.description,
    language: frameworkLanguage(model),
    interpretation,
    pattern,
    phases,
    contracts,
    synthesised: synthesisedIn(model),
    agents,
    extra: tree.extra,
    seeds: {
      ...(problemTypes ? { tree: problemTypes.tree } : {}),
      isTreeMended: problemTypes !== undefined && treeErrors.length > 0,
      personas: model.personas.map(({ persona, personaChinese }) => ({
        persona,
        persona_chinese: personaChinese,
      })),
      isFaulty: errors.some(({ rule, file }) => rule === 'personas' || file === model.seedFiles.personas),
    },
    promptFaults: promptFaults(model, errors, agents),
    mended: [...mendedWithout(model, tree, { agents, pattern }), ...(problemTypes?.mended ?? [])],
  };
}

/** As the file says; else of the description, of which English is taken where there are several. */
export function frameworkLanguage(model: FrameworkModel) {
  if (model.language === 'zh' || model.language === 'en') return model.language;
  return languageOf({
    language: 'auto',
    sentence: descriptionOf(model) || (model.agents[0]?.description ?? ''),
  });
}

export function descriptionOf({ descriptions }: FrameworkModel): string {
  return (descriptions.find(({ language }) => language !== 'zh') ?? descriptions[0])?.text ?? '';
}

function interpretationOf(model: FrameworkModel, agents: ReadonlyMap<string, AdoptedAgent>): Interpretation {
  const title = model.title || model.name || 'Framework';
  return {
    name: model.name.slice(0, 64) || 'framework',
    title,
    domain: model.domain ?? title,
    description: descriptionOf(model) || title,
    goals: [...agents.values()].slice(0, 12).map(({ plan }) => plan.role),
    users: [],
    constraints: [],
    out_of_scope: [],
    assumptions: [],
    language: frameworkLanguage(model),
  };
}

type IsFaulty = (rule: string, place: Place) => boolean;

/** Contracts of calls that there are and that can be used. What comes from nobody comes from the request. */
function contractsOf(
  model: FrameworkModel,
  { parents, extra }: AdoptedTree,
  isFaulty: IsFaulty,
): EdgeContract[] {
  const isEdge = (from: string, to: string) =>
    parents.get(to) === from || extra.some((edge) => edge.from === from && edge.to === to);
  const usable = model.contracts.filter(
    ({ from, to, place }) => isEdge(from, to) && !isFaulty('invalid-schema', place),
  );
  const gives = (name: string, field: string) =>
    usable.some(({ to, output }) => to === name && fieldsOf(output, '').some((one) => one.name === field));
  return usable.map(({ place, ...contract }) => {
    const sources = isFaulty('contract-source', place)
      ? fieldsOf(contract.input, '').map(({ name }): [string, string] => [name, 'request'])
      : Object.entries(contract.sources).map(([field, from]): [string, string] => [
          field,
          from === 'request' || gives(from, field) ? from : 'request',
        ]);
    return { ...contract, sources: Object.fromEntries(sources.filter(([field]) => field !== '')) };
  });
}

/** Those that are listed, and those that only their agents say of; all their files are there. */
function synthesisedIn({ agents, synthesised, files }: FrameworkModel): SynthesisedTool[] {
  const listed = synthesised.map((tool): SynthesisedTool => withoutPlace(tool));
  const said = agents
    .flatMap(({ tools }) => tools)
    .flatMap(({ name, tool }): SynthesisedTool[] => {
      if (tool?.synthesised === undefined) return [];
      const path = tool.place.file;
      const base = path.replace(/\.ya?ml$/, '');
      return [
        { name, description: tool.description, tool: path, code: `${base}.ts`, tests: `${base}.cases.json` },
      ];
    });
  const isWhole = ({ tool, code, tests }: SynthesisedTool) =>
    [tool, code, tests].every((path) => files.has(path));
  const whole = [...listed, ...said].filter(isWhole);
  return whole.filter((tool, index) => whole.findIndex(({ name }) => name === tool.name) === index);
}

/** The pattern that the file names, if the agents have its shape; else the first of those that they have. */
function patternOf(
  model: FrameworkModel,
  tree: AdoptedTree,
  isFaulty: IsFaulty,
): { pattern: PatternName; phases: Phase[] } {
  const agents = [...tree.parents].map(([name, parent]) => ({ name, parent }));
  const written = model.phases.map(
    ({ place, when, ...phase }): Phase => ({
      ...phase,
      ...(when && !isFaulty('phases', place) ? { when } : {}),
    }),
  );
  const fits = (name: PatternName) => {
    const { faults, phases, agents: sizes } = PATTERNS[name];
    const own = phases === 'none' ? [] : written;
    return (
      agents.length >= sizes.least &&
      agents.length <= sizes.most &&
      faults({ agents, phases: own }).length === 0
    );
  };
  const named = PATTERN_NAMES.find((name) => name === model.pattern?.name);
  const usual: PatternName[] = [
    ...(written.length > 0 ? (['phased_pipeline', 'fixed_workflow'] as const) : []),
    'single_agent',
    'hierarchical_orchestrator',
  ];
  const pattern = (named ? [named, ...usual] : usual).find(fits) ?? 'hub_and_spoke';
  return { pattern, phases: PATTERNS[pattern].phases === 'none' ? [] : written };
}

/** An agent without a prompt has none that could be at fault. One whose tools were lost is written anew. */
function promptFaults(
  model: FrameworkModel,
  errors: readonly LintFinding[],
  agents: ReadonlyMap<string, AdoptedAgent>,
): Adopted['promptFaults'] {
  const faults: Record<string, string[]> = {};
  for (const { name, prompt } of model.agents) {
    if (prompt === undefined || !agents.get(name)?.prompt) continue;
    const { file, path } = prompt.place;
    const own = errors.filter(
      (error) => error.file === file && (path === undefined || error.path?.startsWith(path)),
    );
    const found = own.map((error) => error.message);
    const lost = agents.get(name)?.lost ?? [];
    if (lost.length > 0)
      found.push(`what does this was not there, and is another tool now: ${lost.join('; ')}`);
    if (found.length > 0) faults[name] = found;
  }
  return faults;
}

/** What was settled by the rules of this folder. */
function mendedWithout(
  model: FrameworkModel,
  { attached, extra, parents }: AdoptedTree,
  { agents, pattern }: { agents: ReadonlyMap<string, AdoptedAgent>; pattern: PatternName },
): string[] {
  const isKept = ({ from, to }: { from: string; to: string }) =>
    parents.get(to) === from || extra.some((edge) => edge.from === from && edge.to === to);
  const cut = model.edges.filter((edge) => !isKept(edge));
  const named = model.pattern?.name;
  return [
    ...(attached.length > 0 ? [`nothing called ${attached.join(', ')}: put below the entry`] : []),
    ...cut.map(
      ({ from, to }) =>
        `${from} does not call ${to} any more: ${agents.has(to) ? 'it closed a circle' : 'there is no such agent'}`,
    ),
    ...(named !== undefined && named !== pattern
      ? [`the agents have the shape of ${pattern}, not of ${named}`]
      : []),
  ];
}
