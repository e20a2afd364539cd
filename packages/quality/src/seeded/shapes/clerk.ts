/** An agent whose tools have effects. */
import { assistant } from '../../trajectory.fixture.ts';
import { asked, type Shape, solo, toolsNamed, turns } from '../shape.ts';
import { CLERK } from './prompts.ts';

const CUSTOMERS = ['Bergmann', 'Okafor', 'Lindqvist', 'Moreau', 'Tanaka'];

export const clerk: Shape = {
  name: 'agent with effects',
  language: 'en',
  build(draw) {
    const customer = draw.pick(CUSTOMERS);
    const order = `ORD-${draw.between(10_000, 99_999)}`;
    const day = `2026-${String(draw.between(1, 12)).padStart(2, '0')}-${String(draw.between(10, 28))}`;
    const to = `${customer.toLowerCase()}@${customer.toLowerCase()}-trading.com`;
    return solo(
      toolsNamed('list_orders', 'get_order', 'send_email'),
      ...asked(
        CLERK,
        `Please tell our customer ${customer} when the latest order will arrive and what it comes to.`,
      ),
      ...turns(
        'o',
        ['list_orders', { customer }, JSON.stringify({ customer, email: to, orders: [order] })],
        [
          'get_order',
          { order_id: order },
          JSON.stringify({ id: order, delivery: day, total: draw.between(300, 9000), lines: [] }),
        ],
        [
          'send_email',
          { to, subject: `Your order ${order}`, body: `Your order arrives on ${day}.` },
          'Message accepted.',
        ],
      ),
      assistant(`I wrote to ${customer} (${to}) that order ${order} will arrive on ${day}.`),
    );
  },
};
