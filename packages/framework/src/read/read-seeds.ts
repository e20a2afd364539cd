/** What queries are made from: the tree of problem types and the personas. Both forms have the same two files. */
import { Persona, type ProblemType } from '@nex/core';
import * as z from 'zod';
import type { Fault, PersonaModel, TreeNodeModel } from '../model/model.ts';
import type { KeyPath } from '../model/place.ts';
import { shapeFaults } from './shape-faults.ts';
import { readJsonDocument, type SourceDocument } from './source-document.ts';
import { given, listOf, mapOf, textOf } from './values.ts';

export interface Seeds {
  tree?: ProblemType;
  treeNodes: TreeNodeModel[];
  personas: PersonaModel[];
  seedFiles: { tree?: string; personas?: string };
  /** The name of the framework that the tree says it is for. */
  treeOf?: string;
}

const TREE_FILE = 'problem_types.json';
const Node: z.ZodType<ProblemType> = z.lazy(() =>
  z.object({ id: z.string().min(1), en: z.string(), zh: z.string(), children: z.array(Node).optional() }),
);
const TreeFile = z.object({ framework: z.string(), tree: Node });
const PERSONA_KEYS = new Set(Object.keys(Persona.shape));

/** `folder` ends in a slash or is empty; `personaFile` is `personas.jsonl` or `persona.jsonl`. */
export function readSeeds(
  files: ReadonlyMap<string, string>,
  folder: string,
  personaFile: string,
  faults: Fault[],
): Seeds {
  const treePath = `${folder}${TREE_FILE}`;
  const personaPath = `${folder}${personaFile}`;
  const treeText = files.get(treePath);
  const personaText = files.get(personaPath);
  const seeds: Seeds = {
    treeNodes: [],
    personas: personaText === undefined ? [] : readPersonas(personaPath, personaText, faults),
    seedFiles: {
      ...given('tree', treeText === undefined ? undefined : treePath),
      ...given('personas', personaText === undefined ? undefined : personaPath),
    },
  };
  if (treeText === undefined) return seeds;
  const document = readJsonDocument(treePath, treeText, faults);
  if (document.value === undefined) return seeds;
  faults.push(...shapeFaults(TreeFile, document));
  const tree = readNode(mapOf(document.value)['tree'], ['tree'], 1, document, seeds.treeNodes);
  return { ...seeds, ...given('tree', tree), ...given('treeOf', textOf(mapOf(document.value)['framework'])) };
}

/** The node with what is missing empty, and everything below it noted in `nodes`. */
function readNode(
  value: unknown,
  path: KeyPath,
  depth: number,
  document: SourceDocument,
  nodes: TreeNodeModel[],
): ProblemType | undefined {
  const map = mapOf(value);
  if (depth > 60 || Object.keys(map).length === 0) return undefined;
  const node: ProblemType = {
    id: textOf(map['id']) ?? '',
    en: textOf(map['en']) ?? '',
    zh: textOf(map['zh']) ?? '',
  };
  const own: TreeNodeModel = {
    node,
    depth,
    isLeaf: true,
    get place() {
      return document.at(path);
    },
  };
  nodes.push(own);
  const children = listOf(map['children']).flatMap((child, index) => {
    const read = readNode(child, [...path, 'children', index], depth + 1, document, nodes);
    return read === undefined ? [] : [read];
  });
  if (children.length === 0) return node;
  own.isLeaf = false;
  node.children = children;
  return node;
}

function readPersonas(file: string, text: string, faults: Fault[]): PersonaModel[] {
  return text.split('\n').flatMap((written, index): PersonaModel[] => {
    if (written.trim() === '') return [];
    const place = { file, line: index + 1 };
    const value = parse(written.replace(/^\uFEFF/, ''));
    const map = mapOf(value);
    if (value === undefined || Object.keys(map).length === 0) {
      const fix = 'Write {"persona": …, "persona_chinese": …} on one line.';
      faults.push({
        rule: 'schema',
        severity: 'error',
        place,
        message: 'The line is not a JSON object.',
        fix,
      });
      return [];
    }
    const unknownKeys = Object.keys(map).filter((key) => !PERSONA_KEYS.has(key));
    const persona = textOf(map['persona']) ?? '';
    return [{ persona, personaChinese: textOf(map['persona_chinese']) ?? '', unknownKeys, place }];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
