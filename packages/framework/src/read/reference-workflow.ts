/** `workflow` of the reference's configuration: nodes and edges, or stages. */
import type { FrameworkModel, Prose } from '../model/model.ts';
import type { SourceDocument } from './source-document.ts';
import { given, listOf, mapOf, numberOf, textOf } from './values.ts';

export type Workflow = Pick<FrameworkModel, 'nodes' | 'edges' | 'phases' | 'texts'>;

export function readWorkflow(document: SourceDocument): Workflow {
  const map = mapOf(mapOf(document.value)['workflow']);
  const nodes = Array.isArray(map['nodes'])
    ? map['nodes'].flatMap((value: unknown, index) => {
        const { id, type } = mapOf(value);
        if (typeof id !== 'string') return [];
        return [{ id, type: textOf(type) ?? '', place: document.at(['workflow', 'nodes', index]) }];
      })
    : undefined;
  return {
    ...given('nodes', nodes),
    edges: listOf(map['edges']).flatMap((value, index) => {
      const { from, to } = mapOf(value);
      if (typeof from !== 'string' || typeof to !== 'string') return [];
      return [{ from, to, place: document.at(['workflow', 'edges', index]) }];
    }),
    phases: readStages(document, map['stages']),
    texts: descriptions(document, map),
  };
}

function readStages(document: SourceDocument, stages: unknown): FrameworkModel['phases'] {
  return listOf(stages).flatMap((value, index) => {
    const map = mapOf(value);
    const agents = listOf(map['agents']).filter((item) => typeof item === 'string');
    if (agents.length === 0) return [];
    const name = textOf(map['name']) ?? `${numberOf(map['stage']) ?? index + 1}`;
    return [{ name, agents, place: document.at(['workflow', 'stages', index]) }];
  });
}

function descriptions(document: SourceDocument, map: Record<string, unknown>): Prose[] {
  return ['description', 'description_en', 'description_zh', 'description_chinese'].flatMap(
    (key): Prose[] => {
      const text = textOf(map[key]);
      if (text === undefined) return [];
      return [{ text, place: document.at(['workflow', key]), kind: 'metadata' }];
    },
  );
}
