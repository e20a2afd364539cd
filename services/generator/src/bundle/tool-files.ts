/** A synthesised tool: its NexAU tool file, its code, and the cases that the code passed. */
import type { BundleFile } from '@nex/core';
import { stringify } from 'yaml';
import { contractOf } from '../design/field.ts';
import type { SynthesisedPlan } from '../steps/synthesise-tools.ts';
import { toolPaths } from './plan.ts';

export function toolFiles(tool: SynthesisedPlan, language: string): BundleFile[] {
  const paths = toolPaths(tool.name);
  const document = {
    type: 'tool',
    name: tool.name,
    description: `${tool.description}\n${language === 'zh' ? '返回：' : 'Returns '}${tool.returns}`,
    input_schema: contractOf(tool.parameters),
    binding: `ts:./${tool.name}.ts#run`,
  };
  return [
    { path: paths.tool, content: stringify(document, { lineWidth: 110 }) },
    { path: paths.code, content: `${tool.code.trim()}\n` },
    { path: paths.tests, content: `${JSON.stringify(tool.cases, null, 2)}\n` },
  ];
}
