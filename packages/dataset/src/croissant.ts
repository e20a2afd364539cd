/**
 * `croissant.json`: the data set as JSON-LD for programs, by Croissant 1.1 of MLCommons. A record set for each format
 * over its Parquet files, with a field for each column; the splits as Croissant's vocabulary has them. Every data file
 * is there with its size and SHA-256. It loads nothing and depends on nothing but its input.
 */
import { type FormatAccount, type Manifest, type ManifestFile, SPLITS, type SplitName } from '@nex/core';
import type { Column, ColumnType } from './columns.ts';
import { PARQUET } from './parquet.ts';

export const CROISSANT_FILE = 'croissant.json';

/** The context that the specification asks for word by word. */
const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  containedIn: 'cr:containedIn',
  cr: 'http://mlcommons.org/croissant/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  fileProperty: 'cr:fileProperty',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isArray: 'cr:isArray',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  rai: 'http://mlcommons.org/croissant/RAI/',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
};

/** No format can have this name. */
const SPLIT_RECORDS = '_splits';
const SPLIT_URLS: Readonly<Record<SplitName, string>> = {
  train: 'cr:TrainingSplit',
  validation: 'cr:ValidationSplit',
  test: 'cr:TestSplit',
};
const DATA_TYPES = {
  string: 'sc:Text',
  bool: 'sc:Boolean',
  int32: 'sc:Integer',
  int64: 'sc:Integer',
  float64: 'sc:Float',
} as const;
const ENCODINGS: Readonly<Record<string, string>> = {
  jsonl: 'application/jsonlines',
  zst: 'application/zstd',
  parquet: 'application/x-parquet',
};

export interface CroissantInput {
  manifest: Manifest;
  /** Of each format, in the manifest's order. */
  columns: readonly (readonly Column[])[];
  /** As dataset cards name it; `unknown` is left out. */
  license: string;
}

type Node = Record<string, unknown>;

export function renderCroissant({ manifest, columns, license }: CroissantInput): string {
  const { formats = [] } = manifest;
  const document = {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    name: manifest.name,
    description: `${manifest.rows} trajectories of tool-using agents, ${manifest.imported ? `imported from the file ${manifest.imported.file}` : `made from one sentence: ${manifest.sentence}`}`,
    version: '1.0.0',
    identifier: manifest.digest,
    ...(license !== 'unknown' && { license }),
    datePublished: manifest.createdAt.slice(0, 10),
    dateCreated: manifest.createdAt,
    citeAs: `${manifest.name}, build ${manifest.buildId}, ${manifest.digest}`,
    creator: { '@type': 'sc:Organization', name: 'nex-platform' },
    isLiveDataset: false,
    distribution: [...manifest.files.map(fileObject), ...formats.flatMap(fileSets)],
    recordSet: [
      ...(formats.length > 0 ? [splitRecords(formats)] : []),
      ...formats.map((format, index) => recordSet(format, columns[index] ?? [])),
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function fileObject({ path, bytes, digest }: ManifestFile): Node {
  return {
    '@type': 'cr:FileObject',
    '@id': path,
    name: path,
    contentUrl: path,
    contentSize: `${bytes} B`,
    encodingFormat: ENCODINGS[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    sha256: digest.replace('sha256:', ''),
  };
}

/** The Parquet files of the format. */
function fileSets({ name }: FormatAccount): Node[] {
  return [
    {
      '@type': 'cr:FileSet',
      '@id': fileSetId(name),
      name: fileSetId(name),
      encodingFormat: ENCODINGS['parquet'],
      includes: `${name}/*.${PARQUET.extension}`,
    },
  ];
}

function fileSetId(format: string): string {
  return `${format}.parquet`;
}

/** The names of the splits, and what each is by the vocabulary. */
function splitRecords(formats: readonly FormatAccount[]): Node {
  const used = SPLITS.filter((split) => formats.some(({ splits }) => splits[split] !== undefined));
  const field = (name: string, dataType: string) => ({
    '@type': 'cr:Field',
    '@id': `${SPLIT_RECORDS}/${name}`,
    name,
    dataType,
  });
  return {
    '@type': 'cr:RecordSet',
    '@id': SPLIT_RECORDS,
    name: 'splits',
    dataType: 'cr:Split',
    key: { '@id': `${SPLIT_RECORDS}/name` },
    field: [field('name', 'sc:Text'), field('url', 'sc:URL')],
    data: used.map((split) => ({
      [`${SPLIT_RECORDS}/name`]: split,
      [`${SPLIT_RECORDS}/url`]: SPLIT_URLS[split],
    })),
  };
}

function recordSet({ name, exporter, view, rows }: FormatAccount, columns: readonly Column[]): Node {
  const split = {
    '@type': 'cr:Field',
    '@id': `${name}/split`,
    name: 'split',
    description: 'The split that the row lies in, from the name of its file.',
    dataType: 'sc:Text',
    references: { field: { '@id': `${SPLIT_RECORDS}/name` } },
    source: {
      fileSet: { '@id': fileSetId(name) },
      extract: { fileProperty: 'fullpath' },
      transform: { regex: `${name}/(${SPLITS.join('|')})-.*\\.${PARQUET.extension}$` },
    },
  };
  return {
    '@type': 'cr:RecordSet',
    '@id': name,
    name,
    description: `${rows} rows of ${exporter} in the view ${view}.`,
    field: [split, ...columns.map((column) => columnField(name, column))],
  };
}

/**
 * Of a list of structs the fields that are plain are there too. Deeper lists are not: readers of Croissant fail on one
 * that is null. The card and the Parquet schema have them.
 */
function columnField(format: string, { name, type, about }: Column): Node {
  const id = `${format}/${name}`;
  const source = { fileSet: { '@id': fileSetId(format) }, extract: { column: name } };
  const { inner, lists } = unwrapped(type);
  const node: Node = {
    '@type': 'cr:Field',
    '@id': id,
    name,
    description: about,
    ...(lists > 0 && { repeated: true }),
    source,
  };
  if (typeof inner === 'string') return { ...node, dataType: DATA_TYPES[inner] };
  const path = lists > 0 ? '[*].' : '';
  const subField = inner.struct.flatMap((field): Node[] => {
    if (typeof field.type !== 'string') return [];
    return [
      {
        '@type': 'cr:Field',
        '@id': `${id}/${field.name}`,
        name: field.name,
        dataType: DATA_TYPES[field.type],
        source: { ...source, transform: { jsonPath: `${path}${field.name}` } },
      },
    ];
  });
  return { ...node, subField };
}

/** A type without its lists, and how many lists there were around it. */
function unwrapped(type: ColumnType): { inner: Exclude<ColumnType, { list: ColumnType }>; lists: number } {
  let inner = type;
  let lists = 0;
  while (typeof inner === 'object' && 'list' in inner) {
    inner = inner.list;
    lists += 1;
  }
  return { inner, lists };
}
