export { type Column, type ColumnType, typeWord } from './columns.ts';
export type { Exporter, Refusal, RestoredRun, RestoredSample } from './exporters/exporter.ts';
export { DEFAULT_EXPORTER, EXPORTERS, exporterNamed } from './exporters/index.ts';
export { OpenAiChatRow } from './exporters/openai-chat.ts';
export { ChatMessage } from './exporters/openai-message.ts';
export { readTokenizer } from './exporters/tokens/tokenizer.ts';
export { checkFormats } from './formats.ts';
export { type ImportOptions, importTrajectories } from './importers/import-trajectories.ts';
export {
  IMPORT_FORMATS,
  IMPORT_WARNINGS,
  ImportedTrajectory,
  type Importer,
  type ImportFormat,
  type ImportItem,
  type ImportWarning,
  REJECT_REASONS,
  type Rejection,
} from './importers/importer.ts';
export { importerNamed } from './importers/index.ts';
export { jsonLine, readLines } from './jsonl.ts';
export { type PackedSample, unpackSample } from './packed-sample.ts';
export { PARQUET } from './parquet.ts';
export { type Disagreement, recountDataSet } from './recount.ts';
export { type ProvedRow, renderRow, type Tokenizers } from './rows/render-row.ts';
export { type Conversation } from './views/conversation.ts';
export { Conversations, type LeafOptions } from './views/leaves.ts';
export { type DataSetInput, type ManifestInput, writeDataSet } from './write.ts';
