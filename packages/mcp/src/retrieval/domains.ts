/**
 * Domains of tool servers, with the words that speak for them in English and Chinese. A query in Chinese finds English
 * descriptions through this table; a new server's domain is guessed by it.
 */
export const DOMAINS = {
  'files & search': 'file files directory folder path search read write edit move copy rename',
  documents: 'document pdf page spreadsheet excel workbook sheet cell markdown report invoice',
  notes: 'note notes vault memo markdown bank',
  'memory & knowledge': 'memory remember entity relation observation knowledge graph recall fact',
  'task & project management': 'task plan todo project milestone sprint board backlog deadline kanban',
  'time, maths & utilities':
    'time date timezone calendar calculate maths number convert unit encode hash regex random',
  'databases & analytics': 'database sql query table row column parquet csv aggregate analytics',
  'version control': 'git commit branch merge repository diff tag history',
  'shell & code execution': 'shell bash command execute script sandbox run code',
  'code intelligence':
    'code lint symbol debug breakpoint refactor dependency import package type module component',
  'charts & diagrams':
    'chart graph plot diagram bar pie line scatter visualisation visualization draw flowchart',
  'geo & maps': 'map geographic coordinates latitude longitude distance area polygon bearing geojson style',
  'API & schema': 'api schema graphql openapi endpoint http request field type',
  'web & browser': 'web browser page html accessibility fetch url',
  'finance modelling': 'budget finance scenario investment cost revenue allocation invoice money',
  'reasoning & protocol': 'think thought reasoning step sequential echo protocol',
  music: 'music note score melody sheet chord abc',
  'design systems': 'component icon design token colour css tailwind style ui',
} as const satisfies Record<string, string>;
export type Domain = keyof typeof DOMAINS;

/** The domain whose words the text holds most, weighted by how few words the domain has. */
export function guessDomain(text: string): Domain {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word.replace(/s$/, ''), (counts.get(word.replace(/s$/, '')) ?? 0) + 1);
  let best: Domain = 'time, maths & utilities';
  let most = 0;
  for (const [domain, list] of Object.entries(DOMAINS) as [Domain, string][]) {
    const own = list.split(' ');
    const hits = own.reduce((sum, word) => sum + Math.min(5, counts.get(word.replace(/s$/, '')) ?? 0), 0);
    const score = hits / Math.sqrt(own.length);
    if (score > most) {
      most = score;
      best = domain;
    }
  }
  return best;
}
