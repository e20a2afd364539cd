/** The commands, in the order of the help. */
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
import { run } from './run.ts';
import { secrets } from './secrets/index.ts';
import { status } from './status.ts';
import { stdio } from './stdio.ts';
import { tenants } from './tenants.ts';
import { up } from './up.ts';
import { verdicts } from './verdicts.ts';
import { webhooks } from './webhooks.ts';

export const COMMANDS = {
  up,
  down,
  status,
  doctor,
  generate,
  batch,
  framework,
  run,
  follow,
  cancel,
  chat,
  stdio,
  replay,
  build,
  builds,
  verdicts,
  export: exportDataSet,
  dataset,
  lineage,
  rescore,
  regenerate,
  import: importTraces,
  catalogue,
  cassette,
  secrets,
  lint,
  mcp,
  keys,
  tenants,
  webhooks,
  audit,
  migrate,
} as const satisfies Record<string, CommandDefinition>;
