/** Options for what stands between a run and its tools, on the platform and in this process. */
import { CASSETTE_MODES, type CassetteMode, CassetteName, FAULT_KINDS, FaultRule, NexError } from '@nex/core';
import { type Command, InvalidArgumentError, Option } from 'commander';

export interface ToolOptions {
  cassette?: string;
  /** Default `strict`. */
  cassetteMode?: CassetteMode;
  fault?: FaultRule[];
}

export function addToolOptions(command: Command): Command {
  return command
    .option(
      '--cassette <name>',
      'play the tools from this cassette, or record them; with --local a file (default: the tools themselves)',
    )
    .addOption(
      new Option(
        '--cassette-mode <mode>',
        'record: call tools and keep what they answer; strict: call none; fallback: call what is not there (default: strict)',
      ).choices(CASSETTE_MODES),
    )
    .option(
      '--fault <kind[:tools[:probability]]>',
      `strike calls with ${FAULT_KINDS.join(', ')}, as in rate_limit or outage:memory/*:0.2; again for more (default: none)`,
      faultRule,
    );
}

/** For the platform, as the API takes it. */
export function toolsOf({ cassette, cassetteMode, fault: faults }: ToolOptions) {
  const mode = modeOf(cassette, cassetteMode);
  if (cassette === undefined && !faults) return {};
  if (cassette !== undefined && !CassetteName.safeParse(cassette).success) {
    throw new NexError('invalid_request', `${cassette} is no name of a cassette.`, {
      where: '--cassette',
      hint: 'Letters, digits, ".", "_" or "-". A file goes with --local.',
    });
  }
  return {
    tools: {
      ...(cassette === undefined ? {} : { cassette: { name: cassette, mode } }),
      ...(faults && { faults }),
    },
  };
}

/** For this process: the cassette is a file. */
export function localToolsOf({ cassette: file, cassetteMode, fault: faults }: ToolOptions) {
  const mode = modeOf(file, cassetteMode);
  if (file === undefined && !faults) return {};
  return {
    tools: { ...(file === undefined ? {} : { cassette: { file, mode } }), ...(faults && { faults }) },
  };
}

/** Throws `invalid_request` for a mode of no cassette: nothing would be recorded. */
function modeOf(cassette: string | undefined, mode: CassetteMode | undefined): CassetteMode {
  if (cassette !== undefined || mode === undefined) return mode ?? 'strict';
  throw new NexError('invalid_request', `--cassette-mode ${mode} is given, and no cassette.`, {
    where: '--cassette-mode',
    hint: 'Name one with --cassette.',
  });
}

/** `outage`, `outage:memory/*`, `outage:memory/*:0.2`; given again, it adds. */
export function faultRule(text: string, before: FaultRule[] = []): FaultRule[] {
  const [kind, tools, probability, ...rest] = text.split(':');
  const parsed = FaultRule.safeParse({
    kind,
    ...(tools ? { tools } : {}),
    ...(probability === undefined ? {} : { probability: Number(probability) }),
  });
  if (parsed.success && rest.length === 0 && probability !== '') return [...before, parsed.data];
  throw new InvalidArgumentError(
    `Give one of ${FAULT_KINDS.join(', ')}, and perhaps tools and a probability, as in rate_limit:search_*:0.2.`,
  );
}
