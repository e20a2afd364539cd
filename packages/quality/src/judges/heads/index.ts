/** Every head, in the order in which its reason counts. */
import type { Head } from '../head.ts';
import { failureAnalysis } from './failure-analysis.ts';
import { instructionFollowing } from './instruction-following.ts';
import { toolDesign } from './tool-design.ts';
import { traceAnomalies } from './trace-anomalies.ts';

export const HEADS: readonly Head[] = [instructionFollowing, failureAnalysis, traceAnomalies, toolDesign];
