/**
 * A family holds the phrases for one kind of operation. It is offered only when a
 * capability says the operation is possible.
 */
import type { Draw } from '../../text/draw.ts';
import type { Theme } from '../themes/theme.ts';

/** What the phrases of one query share. */
export type Scene = {
  draw: Draw;
  theme: Theme;
  event: string;
  contact: Theme['contacts'][number];
  paper: string;
  project: string;
  chores: readonly string[];
  /** How many results the requests before this one bring. */
  results: number;
  /** True when the next request builds on this one. */
  followed: boolean;
  /** The families used so far, in order. */
  used: string[];
};

/** Phrases for one kind of operation. */
export type Family = {
  name: string;
  /** What a capability that allows it says. */
  allowed: RegExp;
  /** Words of problem types it answers. */
  about: string;
  /** Finds something out, records something, or looks at what a family before it recorded. */
  kind: 'find' | 'record' | 'follow';
  /** The families one of which a follower needs before it. */
  follows?: readonly string[];
  /** True for a follower that brings a result of its own. */
  finds?: boolean;
  /** The short names of the themes it suits; without it all. */
  suits?: readonly string[];
  /** True when the phrase holds a list after a colon and must stand as its own sentence. */
  alone?: boolean;
  /** A phrase in the imperative, without capital and full stop. */
  phrase(scene: Scene): string;
};
