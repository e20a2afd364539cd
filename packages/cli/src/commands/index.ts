/** The commands, in the groups and the order of the help. */
import { agents } from './agents.ts';
import { audit } from './audit.ts';
import { batch } from './batch.ts';
import { build } from './build.ts';
import { builds } from './builds.ts';
import { cancel } from './cancel.ts';
import { cassette } from './cassette/index.ts';
import { catalogue } from './catalogue/index.ts';
import { chat } from './chat.ts';
import type { CommandDefinition } from './command.ts';
import { dataset } from './dataset.ts';
import { doctor } from './doctor.ts';
import { down } from './down.ts';
import { exportDataSet } from './export.ts';
import { follow } from './follow.ts';
import { framework } from './framework.ts';
import { generate } from './generate.ts';
import { importTraces } from './import.ts';
import { keys } from './keys.ts';
import { lineage } from './lineage.ts';
import { lint } from './lint.ts';
import { mcp } from './mcp.ts';
import { migrate } from './migrate.ts';
import { regenerate } from './regenerate.ts';
import { replay } from './replay.ts';
import { rescore } from './rescore.ts';
import { rollouts } from './rollouts.ts';
import { run } from './run.ts';
import { runs } from './runs.ts';
import { secrets } from './secrets/index.ts';
import { status } from './status.ts';
import { stdio } from './stdio.ts';
import { tenants } from './tenants.ts';
import { up } from './up.ts';
import { verdicts } from './verdicts.ts';
import { webhooks } from './webhooks.ts';

/** Heading in the help → its commands. */
export const GROUPS = {
  'The platform on this machine:': { up, down, status, doctor, migrate },
  'Frameworks of agents:': { generate, batch, framework, lint },
  'Agents at work:': { run, runs, follow, cancel, replay, chat, stdio },
  'Data sets:': {
    build,
    builds,
    verdicts,
    export: exportDataSet,
    dataset,
    lineage,
    rescore,
    regenerate,
    import: importTraces,
    rollouts,
  },
  'What agents use, and who uses them:': { catalogue, cassette, secrets, agents, mcp },
  'Who may do what:': { keys, tenants, webhooks, audit },
} as const satisfies Record<string, Record<string, CommandDefinition>>;

export const COMMANDS: Record<string, CommandDefinition> = Object.assign({}, ...Object.values(GROUPS));
