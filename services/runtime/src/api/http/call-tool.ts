/** `POST /v1/catalogue/{server}/tools/{tool}/calls`: tries a tool on a state of its own, which is gone afterwards. */
import { CallTool, ToolCallAnswer } from '@nex/core';
import { clientSignal } from '@nex/http';
import * as z from 'zod';
import { callToolOnce } from '../../tools/tool-once.ts';
import type { Operation } from './index.ts';

const Params = z.object({
  server: z.string().min(1).max(100).describe('Name of a server of the catalogue.'),
  tool: z.string().min(1).max(200).describe('Name of one of its tools.'),
});

export const callToolOperation: Operation = (app, context) => {
  app.post(
    '/v1/catalogue/:server/tools/:tool/calls',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'Try a tool once, with a state that no run has',
        operationId: 'callTool',
        params: Params,
        body: CallTool,
        response: { 200: ToolCallAnswer },
      },
    },
    async (request) => {
      using client = clientSignal(request);
      const { params, body } = request;
      return await callToolOnce(context, params, { arguments: body.arguments, signal: client.signal });
    },
  );
};
