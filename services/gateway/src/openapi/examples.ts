/** Bodies to begin with, by operation: small ones that do what most callers want first. */
import type { Json } from '@nex/core';

const DIGEST = `sha256:${'0'.repeat(64)}`;

export const EXAMPLES: Readonly<Record<string, Json>> = {
  createFramework: { sentence: 'A team that plans meals, converts measures and keeps a shopping list.' },
  createFrameworkBatch: {
    sentences: [
      { sentence: 'A team that keeps a library.' },
      { sentence: 'A team that answers questions about train times.' },
    ],
  },
  createBuild: { frameworkId: 'fw_01k7e0v5kqm3f9c2r8t6w4x1zy', queries: 24 },
  createRun: { frameworkDigest: DIGEST, input: 'Plan dinner for four, without nuts.' },
  createTeam: {
    frameworkDigest: DIGEST,
    input: 'Compare three ways to store photographs.',
    leader: 'agents/leader.yaml',
    candidates: { researcher: 'agents/researcher.yaml' },
  },
  addMessage: { input: 'One of the guests is a vegetarian.' },
  decidePermission: { decision: 'deny', reason: 'Nothing may be deleted today.' },
  createChatCompletion: {
    model: 'meal-planner',
    messages: [{ role: 'user', content: 'What goes with rice?' }],
  },
  createWebhook: { url: 'https://example.com/nex', events: ['run.ended', 'build.ended'] },
  putAgent: { frameworkDigest: DIGEST },
  updateBuild: { concurrency: 4 },
  rescoreBuild: { dryRun: true },
  leaseTrajectories: { modelTag: 'my-policy-7b', max: 16 },
  resumeModel: { version: 12 },
};
