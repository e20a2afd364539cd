/** A Chinese conversation with tools that answer in both languages. */
import { assistant } from '../../trajectory.fixture.ts';
import { asked, type Shape, solo, toolsNamed, turns } from '../shape.ts';
import { CHINESE } from './prompts.ts';

const CITIES = ['杭州', '南京', '苏州', '青岛', '西安', '长沙'];

export const chinese: Shape = {
  name: 'bilingual',
  language: 'zh',
  build(draw) {
    const city = draw.pick(CITIES);
    const price = draw.between(120, 880);
    const people = draw.between(2, 7);
    const train = `G${draw.between(10, 99)}`;
    const url = `https://rail.${draw.pick(['piao', 'huoche', 'chezhan'])}.cn/${train}`;
    return solo(
      toolsNamed('search', 'fetch', 'calculate'),
      ...asked(CHINESE, `请帮我查一下从上海到${city}的高铁票价，我们一共${people}个人，总共要多少钱？`),
      ...turns(
        'z',
        ['search', { query: `上海 ${city} 高铁 票价` }, `${train}次 上海至${city} ${url}`],
        [
          'fetch',
          { url },
          `Train ${train}: Shanghai to ${city}, second class ${price} CNY. 该车次每天发车，车上提供热水和简餐。`,
        ],
        ['calculate', { expression: `${price} * ${people}` }, String(price * people)],
      ),
      assistant(
        `您好，从上海到${city}的${train}次列车二等座票价是${price}元，${people}个人一共需要${price * people}元。票价来自${url}，购票之前请再确认一下。`,
      ),
    );
  },
};
