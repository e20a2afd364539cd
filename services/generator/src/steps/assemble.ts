/** Step 8: the bundle: files that the runtime loads and a person edits. Pure: the same plan gives the same bytes. */
import { BundleFile } from '@nex/core';
import * as z from 'zod';
import { overlayFiles } from '../adoption/overlay-files.ts';
import { agentFile } from '../bundle/agent-file.ts';
import { frameworkFile } from '../bundle/framework-file.ts';
import type { BundlePlan } from '../bundle/plan.ts';
import { readme } from '../bundle/readme.ts';
import { capabilitiesFile, personasFile, problemTypesFile } from '../bundle/seed-files.ts';
import { toolFiles } from '../bundle/tool-files.ts';
import { defineStep } from './step.ts';

const Assembled = z.object({ files: z.array(BundleFile) });

export const assemble = defineStep({
  name: 'assemble',
  version: 2,
  output: Assembled,
  // The personas and the tree are in the output of write-seeds.
  shown: ({ personas, tree: _tree, adopted, ...plan }: BundlePlan) => ({
    ...plan,
    personas: personas.length,
    ...(adopted ? { adopted: { agents: [...adopted.agents.keys()], mended: adopted.mended } } : {}),
  }),
  run(plan: BundlePlan, context) {
    const files = plan.adopted?.base ? overlayFiles(plan, plan.adopted) : freshFiles(plan);
    const old = new Map(plan.adopted?.base?.map(({ path, content }) => [path, content]));
    const same = files.filter(({ path, content }) => old.get(path) === content).length;
    context.note(
      [
        `${files.length} files`,
        ...(plan.adopted?.base ? [`${same} of them as they were`] : []),
        ...(plan.adopted ? [...plan.adopted.mended, ...plan.design.assumptions] : []),
      ].join('; '),
    );
    return Promise.resolve({ files });
  },
});

function freshFiles(plan: BundlePlan): BundleFile[] {
  return [
    frameworkFile(plan),
    readme(plan),
    ...plan.design.agents.flatMap((agent) => agentFile(agent, plan)),
    ...plan.design.synthesised.flatMap((tool) => toolFiles(tool, plan.language)),
    problemTypesFile(plan),
    personasFile(plan),
    capabilitiesFile(plan),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}
