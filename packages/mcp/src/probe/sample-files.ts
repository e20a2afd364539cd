/** The sample project that a probed server finds in its state directory: small, of many kinds, always the same. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR4nGNkYGD4z8DAwMDEAAUADigBA/kCgbAAAAAASUVORK5CYII=';

/** Which file stands for which ending. */
export const SAMPLE_FILES = {
  md: 'notes.md',
  txt: 'notes.txt',
  csv: 'prices.csv',
  json: 'prices.json',
  yaml: 'settings.yaml',
  html: 'page.html',
  svg: 'drawing.svg',
  png: 'picture.png',
  pdf: 'report.pdf',
  ts: 'src/sum.ts',
  js: 'src/greet.js',
  graphql: 'schema.graphql',
} as const;
export type SampleKind = keyof typeof SAMPLE_FILES;

const CONTENT: Record<string, string | Buffer> = {
  'notes.md': '# Notes\n\nA sample note about bread and water.\n\n- flour\n- salt\n',
  'notes.txt': 'A sample note about bread and water.\nSecond line.\n',
  'prices.csv': 'item,price,count\nbread,3.5,4\nroll,0.8,20\ncake,12,1\n',
  'prices.json': '[{"item":"bread","price":3.5},{"item":"roll","price":0.8}]\n',
  'settings.yaml': 'name: sample\ncount: 3\n',
  'page.html':
    '<!doctype html><html lang="en"><title>Sample</title><h1>Sample</h1><p>Bread and water.</p></html>\n',
  'drawing.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><circle cx="5" cy="5" r="4"/></svg>\n',
  'picture.png': Buffer.from(PNG, 'base64'),
  'report.pdf': samplePdf(),
  'src/sum.ts':
    "import { greet } from './greet.js';\n\nexport function sum(a: number, b: number): number {\n  return a + b;\n}\n\nexport const text = greet(String(sum(1, 2)));\n",
  'src/greet.js': 'export function greet(name) {\n  return `Hello, ${name}`;\n}\n',
  'schema.graphql':
    'type Query {\n  bread(id: ID!): Bread\n}\n\ntype Bread {\n  id: ID!\n  name: String!\n}\n',
  'package.json': '{"name":"sample","version":"1.0.0","type":"module","main":"src/greet.js"}\n',
  'tsconfig.json': '{"compilerOptions":{"strict":true,"allowJs":true,"noEmit":true},"include":["src"]}\n',
};

/** Files that are there already stay. */
export async function plantFiles(
  directory: string,
  files: Readonly<Record<string, string | Buffer>> = CONTENT,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** One page with one line of text; the table of offsets is computed, as readers check it. */
function samplePdf(): string {
  const stream = 'BT /F1 18 Tf 20 100 Td (Bread and water) Tj ET';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows}`;
  return `${text}${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
}
