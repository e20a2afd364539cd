/** The patterns. A new one is a file, a line here, and a name in core's list. */
import { PATTERN_NAMES, type PatternName } from '@nex/core';
import { bottomUpAggregation } from './bottom-up-aggregation.ts';
import { fixedWorkflow } from './fixed-workflow.ts';
import { hierarchicalOrchestrator } from './hierarchical-orchestrator.ts';
import { hubAndSpoke } from './hub-and-spoke.ts';
import type { Pattern } from './pattern.ts';
import { phasedPipeline } from './phased-pipeline.ts';
import { singleAgent } from './single-agent.ts';

export const PATTERNS: Readonly<Record<PatternName, Pattern>> = {
  single_agent: singleAgent,
  hierarchical_orchestrator: hierarchicalOrchestrator,
  hub_and_spoke: hubAndSpoke,
  phased_pipeline: phasedPipeline,
  bottom_up_aggregation: bottomUpAggregation,
  fixed_workflow: fixedWorkflow,
};

export const PATTERN_LIST: readonly Pattern[] = PATTERN_NAMES.map((name) => PATTERNS[name]);
