/** MCP: the catalogue of tool servers, sessions with them, search over their tools, and the pool that runs them. */
export * from './alias/path-alias.ts';
export * from './alias/tool-name.ts';
export * from './arguments-check.ts';
export * from './catalogue/index.ts';
export * from './pool/index.ts';
export { DRESSED_ERRORS, type DressedErrorName } from './result/dressed-errors.ts';
export type { KeepOutput } from './result/limit-size.ts';
export * from './session/index.ts';
export * from './tool-index.ts';
