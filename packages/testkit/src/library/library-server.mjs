/**
 * An MCP server that searches the pages of a JSON file, `[{ title, url, snippet }]`, which it reads at each call:
 * `library-server.mjs <file>`. A page is found when it shares a word with the query; all are when none does. It works
 * with one key, LIBRARY_API_KEY=open-sesame, and repeats any other in its refusal, as careless servers do. Arguments of
 * calls are lines of `<file>.calls`.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import * as z from 'zod';

const [file] = process.argv.slice(2);
const key = process.env.LIBRARY_API_KEY ?? '';
const server = new McpServer({ name: 'library', version: '1.0.0' });
const Hit = z.object({ title: z.string(), url: z.string(), description: z.string() });

const wordsOf = (text) => new Set(text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]{4,}/gu) ?? []);

function search(query, most) {
  const pages = JSON.parse(readFileSync(file, 'utf8'));
  const wanted = wordsOf(query);
  const fitting = pages.filter(({ title, snippet }) =>
    [...wordsOf(`${title} ${snippet}`)].some((word) => wanted.has(word)),
  );
  return (fitting.length > 0 ? fitting : pages).slice(0, most);
}

function answering(answer) {
  return (args) => {
    appendFileSync(`${file}.calls`, `${JSON.stringify(args)}\n`);
    return key === 'open-sesame'
      ? answer(args)
      : { content: [{ type: 'text', text: `401: the key ${key} is not valid.` }], isError: true };
  };
}

server.registerTool(
  'find_pages',
  {
    description: 'Searches the library.',
    inputSchema: {
      query: z.string().min(1).max(60),
      max_results: z.int().min(1).max(10).optional(),
      shelf: z.enum(['open', 'closed']).optional(),
    },
    outputSchema: { found: z.object({ results: z.array(Hit) }) },
    annotations: { readOnlyHint: true },
  },
  answering(({ query, max_results: most = 10 }) => {
    const results = search(query, most).map(({ title, url, snippet }) => ({
      title,
      url,
      description: snippet,
    }));
    const structuredContent = { found: { results } };
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
  }),
);

server.registerTool(
  'tell_pages',
  {
    description: 'Searches a shelf of the library, and answers in words.',
    inputSchema: { keywords: z.string(), shelf: z.enum(['open', 'closed']) },
    annotations: { readOnlyHint: true },
  },
  answering(({ keywords }) => {
    const told = search(keywords, 10).map(
      ({ title, url, snippet }) => `Title: ${title}\nURL: ${url}\nDescription: ${snippet}`,
    );
    return { content: [{ type: 'text', text: told.join('\n\n') }] };
  }),
);

server.registerTool(
  'open_page',
  {
    description: 'Gives the text of a page.',
    inputSchema: { number: z.int() },
    annotations: { readOnlyHint: true },
  },
  answering(() => ({ content: [{ type: 'text', text: 'The page is lent out.' }] })),
);

await server.connect(new StdioServerTransport());
