/** A single agent that searches, reads and computes. */
import { assistant } from '../../trajectory.fixture.ts';
import { asked, type Shape, solo, toolsNamed, turns } from '../shape.ts';
import { RESEARCHER } from './prompts.ts';

const GOODS = ['copper kettle', 'oak desk', 'wool blanket', 'bread oven', 'garden bench', 'steel ladder'];
const MAKERS = ['northwind', 'aldergrove', 'kestrelworks', 'millstone', 'harborline'];
const REMARKS = [
  'we build every piece to order and ship within ten working days',
  'our workshop has made these by hand for three generations now',
  'each of them is tested twice before it leaves the house',
];

export const researcher: Shape = {
  name: 'single agent',
  language: 'en',
  build(draw) {
    const good = draw.pick(GOODS);
    const maker = draw.pick(MAKERS);
    const price = draw.between(110, 890) + draw.pick([0.5, 0.9, 0.25]);
    const count = draw.between(3, 19);
    const remark = draw.pick(REMARKS);
    const url = `https://www.${maker}.shop/goods/${good.replace(' ', '-')}-${draw.between(10, 99)}`;
    const found = [{ title: `${good} - ${maker}`, url, snippet: `From ${price.toFixed(2)} EUR` }];
    const page = `# ${good}\n\nPrice: ${price.toFixed(2)} EUR, taxes included.\n\nThe maker says: ${remark}.\n`;
    const total = (price * count).toFixed(2);
    return solo(
      toolsNamed('search', 'fetch', 'calculate'),
      ...asked(
        RESEARCHER,
        `What does a ${good} of ${maker} cost at the moment, and what would ${count} of them cost us?`,
      ),
      ...turns(
        'r',
        ['search', { query: `${maker} ${good} price` }, JSON.stringify(found)],
        ['fetch', { url }, page],
        ['calculate', { expression: `${price} * ${count}` }, total],
      ),
      assistant(
        `A ${good} costs ${price.toFixed(2)} EUR at the maker (${url}), so ${count} of them come to **${total} EUR**. The maker says "${remark}".`,
      ),
    );
  },
};
