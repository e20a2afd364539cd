/** What an entry says of a process that the platform starts beside the sessions: a daemon, or a server over HTTP. */
import * as z from 'zod';

/** A program and its arguments; `node` is the platform's own. */
const Command = z.array(z.string().min(1)).min(1);

/**
 * One daemon for all runs, each with a namespace of its own in it (a schema, a database, an account). In all texts
 * `${PORT}` is the loopback port that it must listen on, `${DAEMON_DIR}` its directory, and, but for `init` and the
 * daemon itself, `${NAMESPACE}` the run's: letters, digits and `_`. The server's `args` and `env` may name all three.
 * The data lives as long as the pool.
 */
export const DaemonFields = z.strictObject({
  command: Command,
  env: z.record(z.string(), z.string()).default({}),
  /** Run one after the other in a new directory, before the first start. */
  init: z.array(Command).default([]),
  /** Run when a run first uses the server. */
  setup: z.array(Command).default([]),
  /** Run when the run has ended. */
  teardown: z.array(Command).default([]),
});
export type DaemonFields = z.infer<typeof DaemonFields>;

/**
 * The server is one process for all runs and speaks MCP over HTTP on the port `${PORT}`; each run has an MCP session
 * of its own, which the server keeps apart from the others.
 */
export const BrowserFields = z.strictObject({
  /** Of the address `http://localhost:<port>`. */
  path: z.string().regex(/^\//, 'begins with /').default('/mcp'),
  /** Sessions at a time; further runs wait. */
  max_sessions: z.int().min(1).max(1_000).default(50),
  /** How long a run waits for a session, at most. */
  queue_ms: z.int().min(0).max(3_600_000).default(600_000),
});
export type BrowserFields = z.infer<typeof BrowserFields>;
