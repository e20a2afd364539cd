/** Reads agent files and all that they name, each agent once per name and file. */
import {
  AgentFile,
  checkSecretReferences,
  folderOf,
  parseInterpolated,
  resolvePath,
  withoutEmptyKeys,
} from '@nex/agent-config';
import type { AgentModel, EdgeModel, EnvironmentReference, Fault, Prose, ToolModel } from '../model/model.ts';
import type { Place } from '../model/place.ts';
import { missing } from './missing-file.ts';
import { readPrompt } from './read-prompt.ts';
import { readServers } from './read-servers.ts';
import { shapeFaults } from './shape-faults.ts';
import { faultOf, readDocument, type SourceDocument } from './source-document.ts';
import { ToolReader } from './tool-reader.ts';
import { given, listOf, mapOf, textOf } from './values.ts';

/** What stands before a value that is an address. */
const ADDRESS_KEY = /(?:url|host|endpoint)['"]?\s*:\s*['"]?$/i;
const ENVIRONMENT = /\$\{env\.([A-Za-z0-9_.-]+)\}/g;

export class AgentReader {
  readonly agents: AgentModel[] = [];
  readonly edges: EdgeModel[] = [];
  readonly environment: EnvironmentReference[] = [];
  /** Agent, tool and prompt files that something names. */
  readonly filesRead = new Set<string>();

  readonly #files: ReadonlyMap<string, string>;
  readonly #faults: Fault[];
  readonly #tools: ToolReader;
  readonly #documents = new Map<string, SourceDocument | undefined>();
  readonly #missing = new Set<string>();

  constructor(files: ReadonlyMap<string, string>, faults: Fault[]) {
    this.#files = files;
    this.#faults = faults;
    this.#tools = new ToolReader(files, faults, this.filesRead);
  }

  get tools(): ToolModel[] {
    return this.#tools.tools;
  }

  /** Prompts and roles. */
  texts(): Prose[] {
    return this.agents.flatMap((agent) => [
      ...(agent.prompt === undefined ? [] : [agent.prompt]),
      ...(agent.description === ''
        ? []
        : [{ text: agent.description, place: agent.place, kind: 'role' as const, agent: agent.name }]),
    ]);
  }

  /** Every agent file there is, for a directory without a table of contents. */
  readAll(): void {
    for (const [path, text] of this.#files) {
      if (/\.ya?ml$/.test(path) && /^type:\s*agent\s*$/m.test(text))
        this.read(undefined, path, { file: path });
    }
  }

  /** The agent of a file and all below it; `name` wins over the file's own. `undefined` when there is no such file. */
  read(name: string | undefined, path: string, referredBy: Place): AgentModel | undefined {
    const document = this.#document(path, referredBy);
    if (document === undefined) return undefined;
    const map = mapOf(document.value);
    const own = name ?? textOf(map['name']) ?? path.replace(/^.*\/|\.ya?ml$/g, '');
    const known = this.agents.find((agent) => agent.name === own && agent.file === path);
    if (known !== undefined) return known;
    const agent = this.#agent(own, path, map, document);
    this.agents.push(agent);
    for (const [index, value] of listOf(map['sub_agents']).entries()) {
      const { name: child, config_path: childPath } = mapOf(value);
      if (typeof child !== 'string' || typeof childPath !== 'string') continue;
      const place = document.at(['sub_agents', index]);
      this.edges.push({ from: own, to: child, place });
      const target = this.#resolve(path, childPath, document.at(['sub_agents', index, 'config_path']));
      if (target !== undefined) this.read(child, target, place);
    }
    return agent;
  }

  #agent(name: string, file: string, map: Record<string, unknown>, document: SourceDocument): AgentModel {
    const note = (fault: Fault) => this.#faults.push(fault);
    const resolve = (path: string, place: Place) => this.#resolve(file, path, place);
    const prompt = readPrompt(map, document, { files: this.#files, read: this.filesRead, resolve, note });
    return {
      name,
      file,
      description: textOf(map['description']) ?? '',
      ...given('prompt', prompt === undefined ? undefined : { ...prompt, agent: name }),
      tools: this.#tools.readUses(map['tools'], document, resolve),
      servers: readServers(map['mcp_servers'], document),
      stopTools: listOf(map['stop_tools']).flatMap((item, index) =>
        typeof item === 'string' ? [{ name: item, place: document.at(['stop_tools', index]) }] : [],
      ),
      metaSkills: [],
      assertions: [],
      place: document.at([]),
    };
  }

  #document(path: string, referredBy: Place): SourceDocument | undefined {
    if (this.#documents.has(path)) return this.#documents.get(path);
    const text = this.#files.get(path);
    if (text === undefined) {
      if (!this.#missing.has(`${referredBy.file} ${path}`)) {
        this.#missing.add(`${referredBy.file} ${path}`);
        this.#faults.push(missing(path, referredBy));
      }
      return undefined;
    }
    this.filesRead.add(path);
    const document = this.#parse(path, text);
    this.#documents.set(path, document);
    return document;
  }

  /** The values with references replaced; those of the environment by a stand-in. */
  #parse(path: string, text: string): SourceDocument {
    const plain = readDocument(path, text, this.#faults);
    if (plain.value === undefined) return plain;
    const references = [...text.matchAll(ENVIRONMENT)].map(
      ({ 1: name = '', index }): EnvironmentReference => {
        const before = text.slice(0, index).split('\n');
        const standIn = ADDRESS_KEY.test(before.at(-1) ?? '') ? 'https://a.example/' : '1';
        return { name, place: { file: path, line: before.length }, standIn };
      },
    );
    this.environment.push(...references);
    try {
      const environment = Object.fromEntries(references.map(({ name, standIn }) => [name, standIn]));
      const value = withoutEmptyKeys(parseInterpolated(text, path, environment), AgentFile, [
        'sandbox_config',
      ]);
      this.#faults.push(...shapeFaults(AgentFile, plain, value));
      checkSecretReferences(value, path);
      return { ...plain, value };
    } catch (thrown) {
      this.#faults.push(faultOf(thrown, path));
      return plain;
    }
  }

  #resolve(file: string, path: string, place: Place): string | undefined {
    try {
      return resolvePath(folderOf(file), path);
    } catch (thrown) {
      this.#faults.push({ ...faultOf(thrown, file), place });
      return undefined;
    }
  }
}
