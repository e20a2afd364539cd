/** The parts of the API, in the order of the way from a sentence to a data set. */
export const TAGS = {
  frameworks: 'Systems of agents, made from a sentence: create one, follow its steps, read its files.',
  'framework batches': 'Many sentences at once, each to a framework, with a grid that says what is missing.',
  catalogue: 'The MCP servers and tools that frameworks are made with.',
  bundles: 'Files of agents, stored under the digest of their content.',
  agents: "Agents under names of their own, and OpenAI's chat completions that call them by name.",
  runs: 'One agent at work on one input: start it, follow its events, speak to it, read its trajectory.',
  teams: 'A leader that fills roles with teammates, and their board of tasks.',
  cassettes: 'What tools answered, kept to be played again.',
  builds: 'From a framework to a data set: start, follow, pause, review, export.',
  imports: 'Trajectories that others recorded, taken in as builds without a framework.',
  trajectories: 'What was found in the trajectories of a build.',
  benchmarks: 'Texts that trajectories are compared with, to keep them out of training data.',
  'data sets': 'Versions, rows and lineage of what builds exported.',
  rollouts: "Tasks run with a trainer's own model, and trajectories leased to trainers.",
  access: 'Keys, tenants, quotas, the audit log and secrets.',
  settings: 'What the platform is configured with.',
} as const;
