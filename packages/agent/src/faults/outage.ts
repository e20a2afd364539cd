/** The server cannot be reached, as when its process or its network is gone. The tool is not called. */
import { errorOutcome } from '@nex/core';
import { type Fault, injected } from './fault.ts';

export const outage: Fault = async (call) =>
  injected(
    errorOutcome('infrastructure', `The tool server ${call.server} could not be started or reached.`),
    call,
  );
