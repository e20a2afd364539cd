/**
 * The request of a build as a file has it. Templates and tokenizers may stand in files of their own, named as they are seen
 * from the build file; whoever reads it puts their contents in.
 */
import * as z from 'zod';
import { CreateBuild } from './build.ts';
import { ChatTemplateOptions } from './chat-template-options.ts';
import { NamedFormat, RequestedChatTemplate, RequestedTokens } from './export-format.ts';
import { CreateImport } from './trajectory-import.ts';

export const FileTemplate = ChatTemplateOptions.extend({
  source: ChatTemplateOptions.shape.source.optional(),
  /** The template's file, instead of `source`. */
  sourceFile: z.string().optional(),
  /** The model's `tokenizer_config.json`: gives the template and its tokens, where they are not given here. */
  configFile: z.string().optional(),
});
export type FileTemplate = z.infer<typeof FileTemplate>;

export const FileFormat = z.discriminatedUnion('exporter', [
  NamedFormat,
  RequestedChatTemplate.extend({ template: FileTemplate.optional() }),
  RequestedTokens.extend({
    template: FileTemplate.optional(),
    tokenizer: RequestedTokens.shape.tokenizer.optional(),
    /** The model's `tokenizer.json`, instead of `tokenizer`. */
    tokenizerFile: z.string().optional(),
  }),
]);
export type FileFormat = z.infer<typeof FileFormat>;

export const BuildFile = CreateBuild.extend({ formats: z.array(FileFormat).min(1).max(32).optional() });

/** What is asked for of an import beside its file, as a file has it. */
export const ImportSettings = CreateImport.pick({
  name: true,
  split: true,
  redaction: true,
  quality: true,
}).extend({
  formats: BuildFile.shape.formats,
});
export type ImportSettings = z.input<typeof ImportSettings>;

/** The list of a file of formats alone. */
export const FormatFile = z.array(FileFormat).min(1).max(32);
