/** Calls fit the contract that the tool had in this very run. */
import { parseJsonObject } from '@nex/core';
import { defineCheck, type Finding } from '../check.ts';

/**
 * Judges the arguments as the model wrote them, because those bytes are what is trained on. A faulty call that is
 * followed by a valid call of the same tool in the same run is a repaired slip and is tolerated; exporters keep
 * the faulty turn out of the loss. Calls of tools that the run does not have are left to `unknown_tool`.
 */
export const schemaValidCalls = defineCheck({
  name: 'schema_valid_calls',
  version: 2,
  description:
    "Drops when a call's arguments are no JSON object or do not fit the tool's input schema in that run, and no later call of the same tool in the run is valid.",
  reasons: ['malformed_arguments', 'invalid_arguments'],
  *find({ runs }, reading) {
    for (const run of runs) {
      const schemaOf = new Map(run.tools.map((tool) => [tool.name, tool.inputSchema]));
      const unrepaired = new Map<string, Finding[]>();
      for (const { call, messageIndex } of reading.callsOf(run)) {
        const schema = schemaOf.get(call.name);
        if (schema === undefined) continue;
        const args = parseJsonObject(call.argumentsText);
        const fault = args === undefined ? undefined : reading.schemas.fault(schema, args);
        if (args !== undefined && fault === undefined) {
          unrepaired.delete(call.name);
          continue;
        }
        const found = unrepaired.get(call.name) ?? [];
        found.push({
          reason: args === undefined ? 'malformed_arguments' : 'invalid_arguments',
          runId: run.runId,
          messageIndex,
          note: `${call.name}: ${fault ?? 'the arguments are not a JSON object'}`,
        });
        unrepaired.set(call.name, found);
      }
      yield* [...unrepaired.values()].flat().sort((a, b) => a.messageIndex - b.messageIndex);
    }
  },
});
