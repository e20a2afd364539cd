/**
 * The type of every column of an exported row, written once and spelled three ways: for DuckDB, for the `features`
 * of a dataset card, and for its table. Every row has every column and every field; what is absent is null. Column
 * types never depend on content: text of varying shape (schemas of tools, arguments) is a string that holds JSON.
 */

export type ColumnType =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'float64'
  | { list: ColumnType }
  | { struct: readonly Field[] };

export interface Field {
  name: string;
  type: ColumnType;
  /** Came in after the first data sets were written: their rows lack it. Every row that is written has it. */
  mayLack?: true;
}

export interface Column extends Field {
  /** What stands in it, for the card. */
  about: string;
  /** The exporter's version that it came in with. Default: the first. */
  since?: number;
}

const DUCKDB_TYPES = {
  string: 'VARCHAR',
  bool: 'BOOLEAN',
  int32: 'INTEGER',
  int64: 'BIGINT',
  float64: 'DOUBLE',
} as const;

/** `STRUCT("id" VARCHAR, …)[]` */
export function duckdbType(type: ColumnType): string {
  if (typeof type === 'string') return DUCKDB_TYPES[type];
  if ('list' in type) return `${duckdbType(type.list)}[]`;
  const fields = type.struct.map((field) => `"${field.name}" ${duckdbType(field.type)}`);
  return `STRUCT(${fields.join(', ')})`;
}

/** As `dataset_info.features` of a Hugging Face dataset card writes it. */
export function cardFeature({ name, type }: Field): Record<string, unknown> {
  return { name, ...cardType(type) };
}

function cardType(type: ColumnType): Record<string, unknown> {
  if (typeof type === 'string') return { dtype: type };
  if ('struct' in type) return { struct: type.struct.map(cardFeature) };
  if (typeof type.list === 'string') return { list: type.list };
  return { list: 'struct' in type.list ? type.list.struct.map(cardFeature) : cardType(type.list) };
}

/** A type in a few words: `list<struct<id, type, function>>`. */
export function typeWord(type: ColumnType): string {
  if (typeof type === 'string') return type;
  if ('list' in type) return `list<${typeWord(type.list)}>`;
  return `struct<${type.struct.map((field) => field.name).join(', ')}>`;
}
