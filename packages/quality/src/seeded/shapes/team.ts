/** A lead with two scouts, of which one meets an error and deals with it. */
import { assistant, result, trajectory } from '../../trajectory.fixture.ts';
import { asked, childRun, rootRun, type Shape, toolsNamed, turns } from '../shape.ts';
import { LEAD, SCOUT } from './prompts.ts';

const ARTICLES = ['printing paper', 'roasted coffee', 'olive oil', 'solar cells', 'sheep wool'];
const REGIONS = ['the north', 'the south', 'the coast', 'the mountains', 'the lake district'];

export const team: Shape = {
  name: 'multi-agent',
  language: 'en',
  build(draw) {
    const article = draw.pick(ARTICLES);
    const at = draw.between(0, REGIONS.length - 2);
    const regions = [REGIONS[at] ?? '', REGIONS[at + 1] ?? ''];
    const prices = [draw.between(140, 460), draw.between(470, 980)];
    const urls = regions.map(
      (_, n) => `https://market${draw.between(1, 9)}.prices.info/${article.replace(' ', '_')}/${n}`,
    );
    const reports = regions.map(
      (region, n) => `In ${region}, ${article} costs ${prices[n]} a crate (${urls[n]}).`,
    );
    const tools = toolsNamed('search', 'fetch');
    const scouts = regions.map((region, n) =>
      childRun(
        `scout${n}`,
        tools,
        ...asked(SCOUT, `Find the price of ${article} in ${region}.`),
        ...(n === 0
          ? []
          : [
              assistant('', ['s_e', 'fetch', '{"url":"https://old.prices.info/"}']),
              result('s_e', 'fetch', 'HTTP 503', 'tool_error'),
            ]),
        ...turns(
          's',
          [
            'search',
            { query: `${article} price ${region}` },
            `1. Prices of ${article} in ${region}: ${urls[n]}`,
          ],
          ['fetch', { url: urls[n] ?? '' }, `${article}: ${prices[n]} a crate. Read today.`],
        ),
        assistant(reports[n] ?? ''),
      ),
    );
    const delegations = regions.flatMap((region, n) => [
      assistant(n === 0 ? 'I send out the scouts.' : '', [
        `c_scout${n}`,
        'Agent',
        JSON.stringify({
          sub_agent_name: `scout${n}`,
          message: `Find the price of ${article} in ${region}.`,
        }),
      ]),
      result(`c_scout${n}`, 'Agent', reports[n] ?? ''),
    ]);
    const root = rootRun(
      toolsNamed('Agent', 'search'),
      ...asked(
        LEAD,
        `How do the prices of ${article} differ between ${regions.join(' and ')}, and by how much?`,
      ),
      ...delegations,
      assistant(
        `In ${regions[0]} a crate of ${article} costs ${prices[0]}, in ${regions[1]} it costs ${prices[1]}. The difference is ${(prices[1] ?? 0) - (prices[0] ?? 0)} a crate.\n\nSources: ${urls.join(' and ')}`,
      ),
    );
    return trajectory(root, ...scouts);
  },
};
