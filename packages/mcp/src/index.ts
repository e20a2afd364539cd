/** MCP: the catalogue of tool servers, sessions with them, search over their tools, and the pool that runs them. */
export * from './add/add-server.ts';
export { type ExportedServer, type ExportOptions, exportConfig } from './add/export-config.ts';
export { importConfig, type ServerDraft } from './add/import-config.ts';
export { parseSource, type ServerSource } from './add/source.ts';
export * from './alias/path-alias.ts';
export * from './alias/tool-name.ts';
export * from './arguments-check.ts';
export * from './catalogue/index.ts';
export * from './install/install-servers.ts';
export * from './pool/index.ts';
export { DRESSED_ERRORS, type DressedErrorName } from './result/dressed-errors.ts';
export type { KeepOutput } from './result/limit-size.ts';
export { DOMAINS, type Domain } from './retrieval/domains.ts';
export * from './retrieval/evaluate.ts';
export * from './retrieval/hybrid-index.ts';
export * from './retrieval/tool-filter.ts';
export * from './session/index.ts';
export * from './tool-index.ts';
