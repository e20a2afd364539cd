/** `nex webhooks`: a server of one's own is told of what has ended. */
import {
  type CreateWebhook,
  DELIVERY_STATES,
  type DeliveryState,
  ENDING_EVENTS,
  type EndingEvent,
  type Webhook,
  type WebhookDelivery,
} from '@nex/core';
import { InvalidArgumentError } from 'commander';
import { tableLines } from '../output/table.ts';
import type { CommandDefinition } from './command.ts';
import { addList, collect, type ListRequest, listOptions, noteMore } from './list/add-list.ts';
import { whole } from './numbers.ts';

export const webhooks: CommandDefinition = (program, run) => {
  const group = program.command('webhooks').description('have a server told of what has ended');
  group
    .command('create')
    .description('have events sent to an address; the secret that they are signed with is shown this once')
    .argument('<url>', 'https address')
    .option(
      '--event <event...>',
      `what of: ${ENDING_EVENTS.join(', ')} (default: run.ended build.ended)`,
      events,
    )
    .option('--description <text>', 'for people (default: none)')
    .action((url: string, { event, description }: { event?: EndingEvent[]; description?: string }, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const body: CreateWebhook = { url, events: event ?? ['run.ended', 'build.ended'], description };
        context.print(await client.webhooks.create(body, { signal: context.signal }), ({ id, secret }) => [
          secret,
          `${id} is told of ${body.events.join(', ')}. Keep the secret now: it is not shown again.`,
        ]);
      }),
    );
  addList<Webhook>(group, run, {
    description: 'list webhooks, newest first',
    page: (client, options) => client.webhooks.list(options),
    columns: ['id', 'state', 'events', 'url', 'description'],
    row: webhookRow,
    empty: 'There is no webhook. `nex webhooks create https://…` makes one.',
  });
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    group
      .command(name)
      .description(
        enabled ? 'switch a webhook on again' : 'switch a webhook off; what ends meanwhile is not told',
      )
      .argument('<webhook>', 'id of a webhook')
      .action((id: string, _, command) =>
        run(command, async (context) => {
          const client = await context.client();
          context.print(await client.webhooks.update(id, { enabled }, { signal: context.signal }), () => [
            `${id} is ${enabled ? 'on' : 'off'}`,
          ]);
        }),
      );
  }
  group
    .command('rotate')
    .description('give a webhook a new secret; for a while events are signed with the one before, too')
    .argument('<webhook>', 'id of a webhook')
    .option('--grace-seconds <seconds>', 'how long (default: 86400; 0: not at all)', whole(0, 30 * 86_400))
    .action((id: string, { graceSeconds }: { graceSeconds?: number }, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const body = graceSeconds === undefined ? {} : { graceSeconds };
        context.print(await client.webhooks.rotate(id, body, { signal: context.signal }), ({ secret }) => [
          secret,
          `${id} has this secret now. It is not shown again.`,
        ]);
      }),
    );
  group
    .command('delete')
    .description('delete a webhook with its deliveries')
    .argument('<webhook>', 'id of a webhook')
    .action((id: string, _, command) =>
      run(command, async (context) => {
        const client = await context.client();
        await client.webhooks.remove(id, { signal: context.signal });
        context.print({ id }, () => [`${id} is deleted`]);
      }),
    );
  group
    .command('test')
    .description('send a test event')
    .argument('<webhook>', 'id of a webhook')
    .action((id: string, _, command) =>
      run(command, async (context) => {
        const client = await context.client();
        context.print(await client.webhooks.test(id, { signal: context.signal }), sentLines);
      }),
    );
  listOptions(
    group
      .command('deliveries')
      .description('list what was sent to a webhook or waits for it, newest first')
      .argument('<webhook>', 'id of a webhook')
      .option('--state <state>', `only those that are ${DELIVERY_STATES.join(', ')} (default: all)`, state),
  ).action((id: string, asked: ListRequest & { state?: DeliveryState }, command) =>
    run(command, async (context) => {
      const client = await context.client();
      const page = (one: object) => client.webhooks.deliveries(id, one);
      const found = await collect(page, asked, context.signal);
      context.print(found, ({ items }) =>
        items.length === 0 ? ['Nothing was sent.'] : tableLines(DELIVERY_COLUMNS, items.map(deliveryRow)),
      );
      noteMore(context, found.nextCursor);
    }),
  );
  group
    .command('redeliver')
    .description('send an event once more, under the same id')
    .argument('<webhook>', 'id of a webhook')
    .argument('<delivery>', 'id of a delivery')
    .action((id: string, delivery: string, _, command) =>
      run(command, async (context) => {
        const client = await context.client();
        context.print(await client.webhooks.redeliver(id, delivery, { signal: context.signal }), sentLines);
      }),
    );
  return group;
};

function events(text: string, before: EndingEvent[] = []): EndingEvent[] {
  return [...before, oneOf(ENDING_EVENTS, text)];
}

function state(text: string): DeliveryState {
  return oneOf(DELIVERY_STATES, text);
}

function oneOf<T extends string>(known: readonly T[], text: string): T {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Write one of: ${known.join(', ')}.`);
}

function sentLines({ id, webhookId }: WebhookDelivery): string[] {
  return [`${id} is on its way. \`nex webhooks deliveries ${webhookId}\` shows how it went.`];
}

export function webhookRow(webhook: Webhook): string[] {
  const { id, events: told, url, disabledReason, description } = webhook;
  return [id, stateOf(webhook), told.join(','), url, disabledReason ?? description];
}

function stateOf({ enabled, failingSince }: Webhook): string {
  if (!enabled) return 'off';
  return failingSince === null ? 'on' : `failing since ${failingSince}`;
}

const DELIVERY_COLUMNS = ['id', 'event', 'of', 'state', 'tries', 'last answer', 'next try'];

export function deliveryRow(delivery: WebhookDelivery): string[] {
  const { id, event, tries, lastStatus, lastError, nextAt } = delivery;
  const answer = lastError ?? (lastStatus === null ? '-' : String(lastStatus));
  return [id, event.type, event.data.id, delivery.state, String(tries), answer, nextAt ?? '-'];
}
