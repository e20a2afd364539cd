/** The tools of agents with their tool files. A file is read once; a name is a tool of its own. */
import { builtinOf, folderOf, packagePathOf, ToolFile, withoutEmptyKeys } from '@nex/agent-config';
import { isBuiltinName, isJsonObject } from '@nex/core';
import type { Fault, ToolModel, ToolUse } from '../model/model.ts';
import { missing, type Resolve } from './missing-file.ts';
import { shapeFaults } from './shape-faults.ts';
import { readDocument, type SourceDocument } from './source-document.ts';
import { given, listOf, mapOf, textOf } from './values.ts';

const SYNTHESISED = /^synthesised:(.+)$/;

export class ToolReader {
  readonly tools: ToolModel[] = [];

  readonly #files: ReadonlyMap<string, string>;
  readonly #faults: Fault[];
  readonly #filesRead: Set<string>;
  readonly #documents = new Map<string, SourceDocument>();

  constructor(files: ReadonlyMap<string, string>, faults: Fault[], filesRead: Set<string>) {
    this.#files = files;
    this.#faults = faults;
    this.#filesRead = filesRead;
  }

  readUses(value: unknown, agent: SourceDocument, resolve: Resolve): ToolUse[] {
    return listOf(value).flatMap((item, index): ToolUse[] => {
      const entry = mapOf(item);
      const written = textOf(entry['yaml_path']);
      if (written === undefined) return [];
      const place = agent.at(['tools', index]);
      const at = agent.at(['tools', index, 'yaml_path']);
      const path = resolve(written, at);
      const name = textOf(entry['name']);
      if (path === undefined || packagePathOf(path) !== undefined) {
        return name === undefined ? [] : [{ name, place }];
      }
      const document = this.#document(path);
      if (document === undefined) {
        this.#faults.push(missing(path, at));
        return [];
      }
      const tool = this.#tool(entry, path, document, agent, index);
      return [{ name: tool.name, tool, place }];
    });
  }

  #tool(
    entry: Record<string, unknown>,
    path: string,
    document: SourceDocument,
    agent: SourceDocument,
    index: number,
  ): ToolModel {
    const map = mapOf(document.value);
    const name = textOf(entry['name']) ?? textOf(map['name']) ?? '';
    const own = textOf(entry['binding']);
    const binding = own ?? textOf(map['binding']);
    const schema = map['input_schema'];
    const tool: ToolModel = {
      name,
      description: textOf(map['description']) ?? '',
      ...(isJsonObject(schema) ? { inputSchema: schema, schemaPlace: document.at(['input_schema']) } : {}),
      ...given('binding', binding),
      bindingPlace: own === undefined ? document.at(['binding']) : agent.at(['tools', index, 'binding']),
      bindingFolder: folderOf(own === undefined ? path : agent.file),
      builtin: binding !== undefined && isBuiltinName(builtinOf(binding) ?? ''),
      ...given('synthesised', SYNTHESISED.exec(textOf(entry['source_id']) ?? '')?.[1]),
      place: document.at([]),
    };
    const known = this.tools.find(
      (other) => other.name === name && other.place.file === path && other.binding === binding,
    );
    if (known !== undefined) return known;
    this.tools.push(tool);
    return tool;
  }

  #document(path: string): SourceDocument | undefined {
    const known = this.#documents.get(path);
    if (known !== undefined) return known;
    const text = this.#files.get(path);
    if (text === undefined) return undefined;
    this.#filesRead.add(path);
    const plain = readDocument(path, text, this.#faults);
    const document = { ...plain, value: withoutEmptyKeys(plain.value, ToolFile) };
    if (plain.value !== undefined) this.#faults.push(...shapeFaults(ToolFile, document));
    this.#documents.set(path, document);
    return document;
  }
}
