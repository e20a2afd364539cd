import { AddMessage, Run } from '@nex/core';
import { addMessage } from '../../runs/add-message.ts';
import type { Operation } from './index.ts';
import { RunId } from './run-id.ts';

/** `POST /v1/runs/{id}/messages`: 409 for a run that has ended; then a new run goes on with its conversation. */
export const addMessageOperation: Operation = (app, context) => {
  app.post(
    '/v1/runs/:id/messages',
    {
      schema: {
        tags: ['runs'],
        summary: 'Say something to a run that is at work',
        operationId: 'addMessage',
        params: RunId,
        body: AddMessage,
        response: { 202: Run },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await addMessage(context, request.params.id, request.body)),
  );
};
