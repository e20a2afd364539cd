/** What a data set may be exported as: a format, and a view of its multi-agent runs. */
import * as z from 'zod';
import { ChatTemplateOptions } from './chat-template-options.ts';

/** Formats that need no more than their name. */
export const EXPORTER_NAMES = [
  'openai-chat',
  'nexau-xml',
  'hermes',
  'qwen3-coder',
  'glm45',
  'minimax-m2',
  'deepseek-v31',
  'kimi-k2',
  'llama3',
  'mistral',
  'harmony',
  'openrouter',
  'sharegpt',
  'anthropic-messages',
  'atif',
] as const;
export type ExporterName = (typeof EXPORTER_NAMES)[number];

/** Formats that are made for one model, with options of their own. */
export const MODEL_EXPORTER_NAMES = ['chat-template', 'tokens'] as const;
export type ModelExporterName = (typeof MODEL_EXPORTER_NAMES)[number];

/**
 * `root`: a row per trajectory, the root's conversation with its sub-agents' beside it. `per-agent`: a row per run,
 * linked to its parent's. `flattened`: a row per trajectory, all runs in one conversation in the order of their start.
 */
export const EXPORT_VIEWS = ['root', 'per-agent', 'flattened'] as const;
export const ExportView = z.enum(EXPORT_VIEWS);
export type ExportView = z.infer<typeof ExportView>;

/** Of the JSON lines; Parquet files are always compressed inside. */
export const Compression = z.enum(['none', 'zstd']);
export type Compression = z.infer<typeof Compression>;

const COMMON = {
  /** The folder of the format within the data set. Default: the exporter's name, and the view's unless it is `root`. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and hyphens')
    .optional(),
  view: ExportView.default('root'),
  /** Conversations that a compaction took the place of become rows of their own. */
  earlierLeaves: z.boolean().default(true),
  /** Default: none, so that the lines can be read as they lie there. */
  compression: Compression.optional(),
};

export const NamedFormat = z.strictObject({ exporter: z.enum(EXPORTER_NAMES), ...COMMON });
export type NamedFormat = z.infer<typeof NamedFormat>;

const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 hex digits');

/** The text that a model's own chat template makes, with the places of what the assistant wrote. */
export const ChatTemplateFormat = z.strictObject({
  exporter: z.literal('chat-template'),
  ...COMMON,
  template: ChatTemplateOptions,
});
export type ChatTemplateFormat = z.infer<typeof ChatTemplateFormat>;

/** The same text in the tokens of the model's own tokenizer, with a weight for each. */
export const TokensFormat = z.strictObject({
  exporter: z.literal('tokens'),
  ...COMMON,
  template: ChatTemplateOptions,
  /** Digest of the model's `tokenizer.json`, which was handed over before. */
  tokenizer: Digest,
});
export type TokensFormat = z.infer<typeof TokensFormat>;

/** One format of a data set. */
export const ExportFormat = z.discriminatedUnion('exporter', [NamedFormat, ChatTemplateFormat, TokensFormat]);
export type ExportFormat = z.infer<typeof ExportFormat>;

const BY_DIGEST = {
  template: ChatTemplateOptions.optional(),
  /** In place of `template`: as the manifest of an earlier data set names what it was made with. */
  templateDigest: Digest.optional(),
};

export const RequestedChatTemplate = ChatTemplateFormat.extend(BY_DIGEST);
export const RequestedTokens = TokensFormat.extend(BY_DIGEST);

/** One format as it is asked for. */
export const RequestedFormat = z.discriminatedUnion('exporter', [
  NamedFormat,
  RequestedChatTemplate,
  RequestedTokens,
]);
export type RequestedFormat = z.infer<typeof RequestedFormat>;

/** Shares of the rows, by task: all rows of one task lie in one split. */
export const DataSplit = z
  .strictObject({
    train: z.number().min(0).max(1),
    validation: z.number().min(0).max(1).default(0),
    test: z.number().min(0).max(1).default(0),
    /** Other seeds deal the tasks otherwise. */
    seed: z.number().int().nonnegative().default(0),
  })
  .refine((split) => Math.abs(split.train + split.validation + split.test - 1) < 1e-9, {
    message: 'the shares must add up to 1',
  });
export type DataSplit = z.infer<typeof DataSplit>;

export const SPLITS = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof SPLITS)[number];

/** What becomes of the data set's trajectories in one format. */
export const FormatAccount = z.object({
  name: z.string(),
  exporter: z.string(),
  version: z.number().int(),
  view: ExportView,
  earlierLeaves: z.boolean(),
  /** Digests of what the rows were made with: `template`, `tokenizer`. Absent for formats that need neither. */
  madeWith: z.record(z.string(), z.string()).optional(),
  rows: z.number().int(),
  /** Rows of each split that has files. */
  splits: z.partialRecord(z.enum(SPLITS), z.number().int()),
  /** Rows that did not come back when they were read, by reason. They are in no file of the format. */
  quarantined: z.record(z.string(), z.number().int()),
  /** What the format cannot hold, by kind, counted over the rows. */
  losses: z.record(z.string(), z.number().int()),
});
export type FormatAccount = z.infer<typeof FormatAccount>;
