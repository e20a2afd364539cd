/** What the tests of frameworks that people wrote have in common: a generator to ask, and a framework in hand. */
import { bundleSource, loadFramework } from '@nex/agent-config';
import { Bundle, type BundleFile, Framework, type FrameworkFile } from '@nex/core';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { UNTRIED } from './generator-stack.ts';

export const contentOf = (files: readonly BundleFile[], path: string) =>
  files.find((file) => file.path === path)?.content ?? '';
export const tableOf = (files: readonly BundleFile[]) =>
  parse(contentOf(files, 'framework.yaml')) as FrameworkFile;
/** Paths of files that are other ones now, or gone. */
export const changedIn = (before: readonly BundleFile[], after: readonly BundleFile[]) =>
  before.filter(({ path, content }) => contentOf(after, path) !== content).map(({ path }) => path);
export const edited = (files: readonly BundleFile[], path: string, edit: (text: string) => string) =>
  files.map((file) => (file.path === path ? { path, content: edit(file.content) } : file));

/** `httpUrl` of a generator. */
export function fromStory(httpUrl: () => string) {
  const call = async (path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(`${httpUrl()}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  };

  async function ended(id: string): Promise<Framework> {
    const text = await (await fetch(`${httpUrl()}/v1/frameworks/${id}/events`)).text();
    const last = [...text.matchAll(/^data: (.*)$/gm)].at(-1)?.[1];
    return Framework.parse(JSON.parse(last ?? ''));
  }

  async function make(body: object): Promise<{ framework: Framework; files: BundleFile[] }> {
    const created = await call('/v1/frameworks', { ...UNTRIED, ...body });
    expect(created.status).toBe(202);
    const framework = await ended(Framework.parse(created.body).id);
    expect(framework.failure).toBeUndefined();
    const { files } = Bundle.parse((await call(`/v1/frameworks/${framework.id}/files`)).body);
    await loadFramework(bundleSource(files), { environment: {} });
    return { framework, files };
  }

  /** What a person does to a framework: a remark, a rule of their own, a tool and a note of their own. */
  async function handMade(): Promise<{ files: BundleFile[]; worker: string; digest: string }> {
    const { files, framework } = await make({
      sentence:
        'A back office team for a small bakery that plans orders and works out quantities and prices.',
      personas: 12,
      minLeaves: 12,
      pattern: 'hierarchical_orchestrator',
    });
    const worker =
      framework.agents?.find(
        ({ parent, tools }) => parent !== null && tools.some((name) => name.startsWith('calc__')),
      )?.name ?? '';
    const tool = {
      type: 'tool',
      name: 'oven_load',
      description: 'Says how many trays fit into the oven.',
      input_schema: {
        type: 'object',
        properties: { ovens: { type: 'integer', description: 'How many ovens.' } },
        required: ['ovens'],
        additionalProperties: false,
      },
      binding: 'ts:./oven_load.ts#run',
    };
    const changed = edited(
      files,
      `agents/${worker}.yaml`,
      (text) =>
        `# Ask Ann before you change this.\n${text}tools:\n  - name: oven_load # ours\n    yaml_path: ../tools/oven_load.yaml\n`,
    );
    return {
      worker,
      digest: framework.digest ?? '',
      files: [
        ...edited(changed, `prompts/${worker}.md`, (text) => `${text}\nAlways count trays, never loaves.\n`),
        { path: 'tools/oven_load.yaml', content: `${JSON.stringify(tool, null, 1)}\n` },
        {
          path: 'tools/oven_load.ts',
          content: 'export const run = ({ ovens }: { ovens: number }) => ovens * 12;\n',
        },
        { path: 'notes/ovens.md', content: 'Twelve trays each.\n' },
      ],
    };
  }
  return { call, ended, make, handMade };
}
