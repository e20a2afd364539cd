/** Phrases for sums, shares, statistics and units. */
import { listed } from '../../text/tokens.ts';
import type { Family, Scene } from './family.ts';

const price = ({ draw }: Scene) => (draw.between(12, 190) / 4).toFixed(2).replace(/\.00$/, '');

/** The families of numbers. */
export const NUMBERS: Family[] = [
  {
    name: 'sums',
    allowed: /math|arithmetic|calculat/i,
    about: 'sum total cost quantity order amount arithmetic expression price math evaluate calculation',
    kind: 'find',
    phrase: (scene) => {
      const { draw, theme } = scene;
      const count = draw.between(12, 180);
      const people = draw.between(3, 12);
      const [first, second, third] = [draw.between(40, 400), draw.between(40, 400), draw.between(40, 400)];
      const fair = `split ${people * draw.between(11, 60)} ${draw.pick(theme.goods)} evenly between ${people} people`;
      if (!scene.followed && draw.next() < 0.2) return fair;
      return draw.pick([
        `work out what ${count} ${draw.pick(theme.goods)} at ${price(scene)} each come to`,
        `tell me how much ${count} ${draw.pick(theme.goods)} cost at ${price(scene)} each`,
        `work out what ${count} ${draw.pick(theme.goods)} at ${price(scene)} each plus a delivery fee of ${draw.between(15, 60)} come to`,
        `add up ${first}, ${second} and ${third} to get the total for ${scene.event}`,
        `calculate (${first} + ${second}) * ${draw.between(2, 9)}`,
      ]);
    },
  },
  {
    name: 'on-top',
    allowed: /math|arithmetic|calculat/i,
    about: 'percentage tax discount total cost share math',
    kind: 'follow',
    follows: ['sums'],
    finds: true,
    phrase: ({ draw }) => {
      const percent = draw.pick([5, 8, 10, 12, 15, 20]);
      return draw.pick([
        `add ${percent}% to that total`,
        `take ${percent}% off that total`,
        `work out ${percent}% of that amount`,
      ]);
    },
  },
  {
    name: 'shares',
    allowed: /math|arithmetic|calculat|percent/i,
    about: 'percentage percent share discount tax margin rate math',
    kind: 'find',
    phrase: ({ draw }) => {
      const whole = draw.between(8, 95) * 10;
      const percent = draw.pick([5, 7.5, 8, 12, 15, 18, 20]);
      return draw.pick([
        `work out ${percent}% of ${whole}`,
        `tell me what ${whole} comes to after I add ${percent}% tax to ${whole}`.replace(
          / comes to after I add (.*)$/,
          ` plus ${percent}% tax comes to`,
        ),
        `calculate the price when I take ${percent}% off ${whole}`,
        `find out what percentage ${draw.between(10, 70)} is of ${whole}`,
        `add ${percent}% to ${whole}`,
      ]);
    },
  },
  {
    name: 'statistics',
    allowed: /statistic/i,
    about: 'average mean median statistics spread numbers compare',
    kind: 'find',
    phrase: ({ draw, theme }) => {
      const values = Array.from({ length: draw.between(4, 6) }, () => String(draw.between(8, 95)));
      return draw.pick([
        `give me the average and the median of ${listed(values)}`,
        `work out the mean of ${listed(values)}, which are this week's counts of ${draw.pick(theme.goods)}`,
        `compute the average of ${listed(values)}`,
      ]);
    },
  },
  {
    name: 'units',
    allowed: /\bunits?\b/i,
    about: 'unit conversion convert measure weight length temperature volume',
    kind: 'find',
    phrase: ({ draw, theme }) => {
      const bulk = draw.pick(theme.bulk);
      const liquid = draw.pick(theme.liquids);
      return draw.pick([
        `convert ${draw.between(5, 90)} kg of ${bulk} to pounds`,
        `tell me how many kilograms ${draw.between(10, 120)} pounds of ${bulk} are`,
        `convert ${draw.between(4, 60)} litres of ${liquid} to gallons`,
        `convert ${draw.between(3, 80)} miles to kilometres`,
        `tell me how many degrees Celsius ${draw.between(40, 420)} degrees Fahrenheit are`.replace(
          /degrees Celsius (\d+)/,
          'degrees Celsius $1',
        ),
        `convert ${draw.between(20, 400)} square metres to square feet`,
      ]);
    },
  },
];
