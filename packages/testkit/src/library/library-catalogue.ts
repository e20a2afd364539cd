/** The catalogue with one server more, `library`, which searches pages that a test writes. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const LIBRARY_KEY = 'open-sesame';

export interface LibraryPage {
  title: string;
  url: string;
  snippet: string;
}

export interface LibraryCatalogue extends AsyncDisposable {
  /** For CATALOGUE_DIR; the server works with LIBRARY_API_KEY=`LIBRARY_KEY`. */
  directory: string;
  /** From the next search on. */
  setPages(pages: readonly LibraryPage[]): Promise<void>;
  /** Arguments of the calls, in their order. */
  calls(): Promise<Record<string, unknown>[]>;
}

const CATALOGUE = fileURLToPath(new URL('../../../../catalogue', import.meta.url));
const SERVER = fileURLToPath(new URL('library-server.mjs', import.meta.url));

export async function openLibraryCatalogue(): Promise<LibraryCatalogue> {
  const directory = await mkdtemp(join(tmpdir(), 'nex-library-'));
  const pagesFile = join(directory, 'pages.json');
  await cp(CATALOGUE, directory, { recursive: true });
  await writeFile(pagesFile, '[]');
  await writeFile(`${pagesFile}.calls`, '');
  await writeFile(join(directory, 'library.yaml'), entryText(pagesFile));
  return {
    directory,
    setPages: (pages) => writeFile(pagesFile, JSON.stringify(pages)),
    async calls() {
      const lines = await readFile(`${pagesFile}.calls`, 'utf8');
      return lines
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

const entryText = (pagesFile: string) => `name: library
title: Library
summary: Searches the pages of a test.
version: 1.0.0
licence: Apache-2.0
domain: search
domains: [search]
runtime: command
command: node
args: ${JSON.stringify([SERVER, pagesFile])}
keys: [LIBRARY_API_KEY]
isolation: shared
state: { where: none, reset: none }
parallel: safe
deterministic: true
tools:
  - { name: find_pages, repeatable: true }
  - { name: tell_pages, repeatable: true }
  - { name: open_page, repeatable: true }
`;
