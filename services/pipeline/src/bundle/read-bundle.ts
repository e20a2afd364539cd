/** What a build needs of a framework's files, read and checked once. */
import { FrameworkFile, NexError, Persona, type ProblemType, ProblemTypeFile } from '@nex/core';
import { parse } from 'yaml';
import * as z from 'zod';
import { type Capability, readCapabilities } from './read-capabilities.ts';
import { readFilePlace } from './read-file-place.ts';
import { readIdentifiers } from './read-identifiers.ts';

export interface BundleFileText {
  path: string;
  content: string;
}

export interface BuildBundle {
  digest: string;
  files: readonly BundleFileText[];
  framework: FrameworkFile;
  tree: ProblemType;
  personas: Persona[];
  capabilities: Capability[];
  /** Names of agents and tools, which no query may give away. */
  identifiers: string[];
  /** Whose state files of a query go into; `undefined` when no tool reads files. */
  filePlace: string | undefined;
  /** What is missing without making the build impossible. */
  warnings: string[];
}

/** Throws `bundle_invalid` naming the file. */
export function readBundle(digest: string, files: readonly BundleFileText[]): BuildBundle {
  const framework = readYaml(files, 'framework.yaml', FrameworkFile);
  const { tree } = readJson(files, 'problem_types.json', ProblemTypeFile);
  const personas = readPersonas(files);
  const { capabilities, warnings } = readCapabilities(contentOf(files, 'capabilities.json'));
  const identifiers = readIdentifiers(framework, files, capabilities);
  const filePlace = readFilePlace(files, capabilities);
  return { digest, files, framework, tree, personas, capabilities, identifiers, filePlace, warnings };
}

function readPersonas(files: readonly BundleFileText[]): Persona[] {
  const path = 'personas.jsonl';
  const lines = required(files, path)
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (lines.length === 0) throw invalid(path, 'holds no persona');
  return lines.map((line, index) => check(Persona, parseJson(line, path), `${path}:${index + 1}`));
}

function readYaml<T extends z.ZodType>(
  files: readonly BundleFileText[],
  path: string,
  schema: T,
): z.output<T> {
  const content = required(files, path);
  let value: unknown;
  try {
    value = parse(content);
  } catch {
    throw invalid(path, 'is not YAML');
  }
  return check(schema, value, path);
}

function readJson<T extends z.ZodType>(
  files: readonly BundleFileText[],
  path: string,
  schema: T,
): z.output<T> {
  return check(schema, parseJson(required(files, path), path), path);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(path, 'is not JSON');
  }
}

function check<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(where, `breaks its form: ${z.prettifyError(parsed.error).split('\n')[0] ?? ''}`);
}

export function contentOf(files: readonly BundleFileText[], path: string): string | undefined {
  return files.find((file) => file.path === path)?.content;
}

function required(files: readonly BundleFileText[], path: string): string {
  const content = contentOf(files, path);
  if (content === undefined) throw invalid(path, 'is missing');
  return content;
}

function invalid(where: string, what: string): NexError {
  return new NexError('bundle_invalid', `The framework's ${where} ${what}.`, {
    where,
    hint: 'Generate the framework again, or repair the file.',
  });
}
