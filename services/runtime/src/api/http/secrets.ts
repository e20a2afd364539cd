import { NexError, PageQuery, PutSecret, page, Secret, SecretName } from '@nex/core';
import * as z from 'zod';
import { cipherOf } from '../../secrets/open-secrets.ts';
import { deleteSecret, listSecrets, putSecret } from '../../store/secrets.ts';
import type { Operation } from './index.ts';
import { tenantOf } from './own-routes.ts';

const Name = z.object({ name: SecretName.describe('Name of the secret.') });

/** `GET /v1/secrets`, `PUT /v1/secrets/{name}`, `DELETE /v1/secrets/{name}`. No answer holds a value. */
export const secretOperations: Operation = (app, context) => {
  app.get(
    '/v1/secrets',
    {
      schema: {
        tags: ['access'],
        summary: 'List the secrets by name, without their values',
        operationId: 'listSecrets',
        querystring: PageQuery,
        response: { 200: page(Secret) },
      },
    },
    (request) => {
      cipherOf(context);
      return listSecrets(context.pool, tenantOf(request), request.query);
    },
  );
  app.put(
    '/v1/secrets/:name',
    {
      schema: {
        tags: ['access'],
        summary: 'Set the value that agent files name as ${secret.NAME}; runs that begin later see it',
        operationId: 'putSecret',
        params: Name,
        body: PutSecret,
        response: { 200: Secret },
      },
    },
    (request) => {
      const place = { tenant: tenantOf(request), name: request.params.name };
      const sealed = cipherOf(context).seal(place, request.body.value);
      return putSecret(context.pool, place, sealed, context.callers.current().actor);
    },
  );
  app.delete(
    '/v1/secrets/:name',
    {
      schema: {
        tags: ['access'],
        summary: 'Delete a secret; runs that name it fail from then on',
        operationId: 'deleteSecret',
        params: Name,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      cipherOf(context);
      const { name } = request.params;
      if (await deleteSecret(context.pool, { tenant: tenantOf(request), name }))
        return reply.code(204).send(null);
      throw new NexError('not_found', `There is no secret ${name}.`, {
        where: 'name',
        hint: 'GET /v1/secrets lists them.',
      });
    },
  );
};
