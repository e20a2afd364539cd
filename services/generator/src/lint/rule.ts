/** What a lint rule sees and says. Rules are pure and never throw. */
import type { AgentSpec, BundleFile, FrameworkFile, LintFinding, ProblemType } from '@nex/core';

export interface Subject {
  framework: FrameworkFile;
  /** Every agent once, the entry first. */
  agents: AgentSpec[];
  files: readonly BundleFile[];
  /** Server → its tools' own names. */
  catalogue: ReadonlyMap<string, ReadonlySet<string>>;
  /** Name that models see → server, for every tool of the catalogue. */
  aliases: ReadonlyMap<string, { server: string; tool: string }>;
  tree: ProblemType | undefined;
  personas: { persona: string }[];
}

export interface LintRule {
  code: string;
  severity: LintFinding['severity'];
  /** One sentence for the documentation. */
  says: string;
  check(subject: Subject): Omit<LintFinding, 'rule' | 'severity'>[];
}
