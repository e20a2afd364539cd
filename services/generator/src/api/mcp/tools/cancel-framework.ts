/** cancel_framework: ends one that is being made. */
import * as z from 'zod';
import { cancelFramework as cancel } from '../../../frameworks.ts';
import { FrameworkId } from '../framework-source.ts';
import { FrameworkView, viewOf } from '../framework-view.ts';
import { defineTool } from '../tool.ts';

export const cancelFramework = defineTool({
  name: 'cancel_framework',
  title: 'Cancel a framework',
  description: 'Ends a framework that is being made. One that is already at its end stays as it is.',
  input: z.strictObject({ id: FrameworkId }),
  output: FrameworkView,
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  run: async ({ id }, { context }) => viewOf(await cancel(context, id)),
});
