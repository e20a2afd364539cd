/**
 * As much of a Dockerfile as its checks need: the stages, in order, with their instructions. Heredocs and parser
 * directives are not read.
 */
import { readText } from './repository.ts';

export interface Instruction {
  keyword: string;
  rest: string;
}

export interface Stage {
  name: string;
  /** An image, or the name of a stage before. */
  from: string;
  instructions: Instruction[];
}

export interface Copy {
  /** The stage that the sources lie in; absent: the build context. */
  from: string | undefined;
  sources: string[];
}

export function readDockerfile(path: string): Map<string, Stage> {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const { keyword, rest } of instructionsOf(readText(path))) {
    if (keyword === 'FROM') {
      const [, from = '', name = ''] = /^(\S+)\s+AS\s+(\S+)$/i.exec(rest) ?? [];
      stage = { name, from, instructions: [] };
      stages.set(name, stage);
    } else stage?.instructions.push({ keyword, rest });
  }
  return stages;
}

/** Throws when there is none of that name. */
export function stageNamed(stages: Map<string, Stage>, name: string): Stage {
  const stage = stages.get(name);
  if (stage === undefined) throw new Error(`The Dockerfile has no stage ${name}.`);
  return stage;
}

function instructionsOf(text: string): Instruction[] {
  const logical = text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n');
  return logical.flatMap((line) => {
    const [, keyword, rest] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    return keyword === undefined || rest === undefined ? [] : [{ keyword, rest }];
  });
}

/** The stage's instructions after those of the stages it stands on. */
export function inherited(stages: Map<string, Stage>, name: string): Instruction[] {
  const stage = stages.get(name);
  return stage === undefined ? [] : [...inherited(stages, stage.from), ...stage.instructions];
}

export function copiesOf(stage: Stage): Copy[] {
  return stage.instructions
    .filter(({ keyword }) => keyword === 'COPY')
    .map(({ rest }) => {
      const words = rest.split(/\s+/);
      const flags = words.filter((word) => word.startsWith('--'));
      const from = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
      return { from, sources: words.filter((word) => !word.startsWith('--')).slice(0, -1) };
    });
}

/** ENV of the image; values have no blanks. */
export function environmentOf(stages: Map<string, Stage>, name: string): Record<string, string> {
  const pairs = inherited(stages, name)
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap(({ rest }) => rest.trim().split(/\s+/))
    .map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  return Object.fromEntries(pairs);
}

/** What the last instruction of that keyword says; `undefined` when there is none. */
export function lastOf(stages: Map<string, Stage>, name: string, keyword: string): string | undefined {
  return inherited(stages, name).findLast((instruction) => instruction.keyword === keyword)?.rest;
}
