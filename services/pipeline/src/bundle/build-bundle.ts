/** What a build knows of a framework, whichever form its files have. */
import type { FrameworkFile, Persona, ProblemType } from '@nex/core';
import type { Capability } from './read-capabilities.ts';

export interface BundleFileText {
  path: string;
  content: string;
}

export interface BuildBundle {
  digest: string;
  files: readonly BundleFileText[];
  framework: FrameworkFile;
  tree: ProblemType;
  personas: Persona[];
  capabilities: Capability[];
  /** Names of agents and tools, which no query may give away. */
  identifiers: string[];
  /** What is missing without making the build impossible. */
  warnings: string[];
}
