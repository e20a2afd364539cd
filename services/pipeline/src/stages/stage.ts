/**
 * A stage of a build. It reads keyed rows and writes keyed rows, so running it twice changes nothing and running
 * it after a crash does what is left. It keeps nothing of its own between two runs.
 */
import type { Embedder, Model, StageName } from '@nex/core';
import type { Lane } from '@nex/llm';
import type { Pool, Queryable, Results, Sql } from '@nex/postgres';
import type { ScriptResult, ScriptRun } from '@nex/quality';
import type { Client, GeneratorService, RuntimeService } from '@nex/rpc';
import type { Logger } from '@nex/telemetry';
import type { Ledger } from '../budget/ledger.ts';
import type { BuildBundle } from '../bundle/read-bundle.ts';
import type { BuildControl } from '../control/build-control.ts';
import type { Web } from '../enhancers/web.ts';
import type { JudgeModels } from '../judging/judges.ts';
import type { BuildRow } from '../store/build-row.ts';
import type { StageCount } from '../store/stages.ts';
import type { Scorers } from './scorers.ts';

export interface Peers {
  runtime: Client<typeof RuntimeService>;
  generator: Client<typeof GeneratorService>;
}

export interface StageWork extends Peers {
  pool: Pool;
  build: BuildRow;
  /** For stages that need it. */
  bundle: BuildBundle;
  /** Each call is held in the ledger, and throws `BuildPaused` when nothing new is to be begun. */
  model: Model;
  judgeModel: JudgeModels;
  /** What the tries of a model go through, for all builds of this process. */
  laneOf: (model: Model) => Lane;
  /** What runs go through that ask this model; default: the pipeline's own. */
  runLaneOf: (model?: Pick<Model, 'name' | 'provider'>) => Lane;
  /** Absent where the operator named none. */
  embedder: Embedder | undefined;
  /** For the scripts of verifiers. */
  runScript: (script: ScriptRun) => Promise<ScriptResult>;
  scorers: Scorers;
  /** What synthesis may use of the web. */
  web: Web;
  dataDirectory: string;
  /** What may be changed of the build meanwhile. */
  control: BuildControl;
  /** What is spent and held of its budget. */
  ledger: Ledger;
  /** Before the second attempt at a run. */
  retryDelayMs: number;
  /** For the hashes of redaction policies. */
  redactionSalt: string | undefined;
  logger: Logger;
  /** Aborts when the build is cancelled, claimed by another worker, or the service shuts down. */
  signal: AbortSignal;
  /** Writes under the build's claim and lets watchers know. Throws `Superseded`. */
  write<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** The same in one round trip, for statements that do not need the rows of those before them. */
  writeTogether(queries: readonly Sql[]): Promise<Results>;
}

export interface Stage {
  readonly name: StageName;
  /** Whether it reads the framework's files. The others can be done again when the framework is gone. */
  readonly needsBundle?: true;
  /** Resolves when all that the stage has to do is in rows. Throws when the signal aborts, and `BuildPaused`. */
  run(work: StageWork): Promise<void>;
  /** What is done and how much there is, from the rows. */
  count(db: Queryable, buildId: string, scorers: Scorers): Promise<StageCount>;
}
