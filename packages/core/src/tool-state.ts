/** The state of tool servers that keep it in files: what a run begins with, and what is there at its end. */
import * as z from 'zod';
import { BundlePath } from './framework.ts';

const MAX_FILE_CHARS = 1_000_000;
const ServerName = z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, 'a name of a tool server');

/** Path below the server's state directory → content. */
export const StateFiles = z.record(BundlePath, z.string().max(MAX_FILE_CHARS));
export type StateFiles = z.infer<typeof StateFiles>;

/** In the place of a server's name: the run's own folder, in which its file, shell and code tools work. */
export const WORKSPACE = 'workspace';

/** Server of the catalogue, or `workspace`, → the files that its state begins with, over those of its entry. */
export const InitialState = z.record(ServerName, StateFiles);
export type InitialState = z.infer<typeof InitialState>;

/** Servers of the catalogue, or `workspace`, whose state is kept with the trajectory. */
export const CapturedServers = z.array(ServerName).max(16);

/** Files of one server at the end of a run. */
export const ServerState = z.object({
  /** Path → text. */
  files: z.record(z.string(), z.string()),
  /** Path → base64, for files that are no UTF-8. */
  binary: z.record(z.string(), z.string()),
  /** Path → bytes, for files beyond what is kept. */
  omitted: z.record(z.string(), z.number().int()),
});
export type ServerState = z.infer<typeof ServerState>;

/** By server. One that was never called has the state that it began with, or none. */
export const FinalState = z.record(z.string(), ServerState);
export type FinalState = z.infer<typeof FinalState>;
