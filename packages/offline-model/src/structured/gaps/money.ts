/**
 * Calculations with money.
 */
import type { Gap } from './gap.ts';

const positive = (...names: string[]) =>
  `for (const key of ${JSON.stringify(names)}) if (!(typeof args[key] === 'number' && Number.isFinite(args[key]) && args[key] > 0)) return wrong(key + ' must be a number above 0');`;

/** Gaps about money. */
export const MONEY: Gap[] = [
  {
    name: 'loan_payment',
    when: /\bloan|\bmortgage|\binstal?lment|贷款|按揭|分期/i,
    does: ['Work out the monthly payment of a loan', '计算贷款的每月还款额'],
    needs: 'monthly annuity payment of a loan',
    parameters: [
      { name: 'principal', type: 'number', text: ['Amount borrowed', '借款金额'] },
      {
        name: 'annual_rate_percent',
        type: 'number',
        text: ['Yearly interest in percent', '年利率（百分数）'],
      },
      { name: 'months', type: 'integer', text: ['Number of monthly payments', '还款月数'] },
    ],
    returns: ['the payment and the total, rounded to cents', '每月还款额与总额，精确到分'],
    cases: [
      {
        name: 'a year at 12 %',
        input: { principal: 1000, annual_rate_percent: 12, months: 12 },
        expected: { payment: 88.85, total: 1066.19 },
      },
      {
        name: 'two payments',
        input: { principal: 200, annual_rate_percent: 12, months: 2 },
        expected: { payment: 101.5, total: 203 },
      },
      {
        name: 'no amount',
        input: { principal: 0, annual_rate_percent: 5, months: 12 },
        expected: { error: true },
      },
    ],
    body: `${positive('principal', 'annual_rate_percent', 'months')}
  const rate = args.annual_rate_percent / 1200;
  const exact = (args.principal * rate) / (1 - (1 + rate) ** -args.months);
  return { payment: cents(exact), total: cents(exact * args.months) };`,
  },
  {
    name: 'compound_interest',
    when: /\bsavings?\b|\binvest|\binterest rate|compound|储蓄|利息|复利|投资/i,
    does: ['Work out how savings grow with compound interest', '计算储蓄的复利增长'],
    needs: 'future value of savings with compound interest',
    parameters: [
      { name: 'amount', type: 'number', text: ['Amount at the start', '起始金额'] },
      {
        name: 'annual_rate_percent',
        type: 'number',
        text: ['Yearly interest in percent', '年利率（百分数）'],
      },
      { name: 'years', type: 'integer', text: ['Whole years', '年数'] },
    ],
    returns: [
      'the value at the end and the interest in it, rounded to cents',
      '期末金额及其中的利息，精确到分',
    ],
    cases: [
      {
        name: 'one year',
        input: { amount: 100, annual_rate_percent: 5, years: 1 },
        expected: { value: 105, interest: 5 },
      },
      {
        name: 'two years',
        input: { amount: 1000, annual_rate_percent: 10, years: 2 },
        expected: { value: 1210, interest: 210 },
      },
      {
        name: 'no years',
        input: { amount: 1000, annual_rate_percent: 10, years: 0 },
        expected: { error: true },
      },
    ],
    body: `${positive('amount', 'annual_rate_percent', 'years')}
  const value = args.amount * (1 + args.annual_rate_percent / 100) ** args.years;
  return { value: cents(value), interest: cents(value - args.amount) };`,
  },
  {
    name: 'break_even',
    when: /break-?even|\bmargins?\b|profit|盈亏|毛利|利润/i,
    does: ['Work out the break-even quantity and the margin of a price', '计算保本销量与单价毛利率'],
    needs: 'break-even quantity and margin from fixed cost, price and unit cost',
    parameters: [
      { name: 'fixed_cost', type: 'number', text: ['Fixed cost', '固定成本'] },
      { name: 'price', type: 'number', text: ['Price of a unit', '单价'] },
      { name: 'unit_cost', type: 'number', text: ['Cost of a unit', '单位成本'] },
    ],
    returns: ['whole units to break even and the margin in percent', '保本件数与毛利率（百分数）'],
    cases: [
      {
        name: 'even',
        input: { fixed_cost: 1000, price: 5, unit_cost: 3 },
        expected: { units: 500, margin_percent: 40 },
      },
      {
        name: 'rounded up',
        input: { fixed_cost: 100, price: 4, unit_cost: 1 },
        expected: { units: 34, margin_percent: 75 },
      },
      {
        name: 'sold below cost',
        input: { fixed_cost: 100, price: 1, unit_cost: 4 },
        expected: { error: true },
      },
    ],
    body: `${positive('fixed_cost', 'price', 'unit_cost')}
  if (args.price <= args.unit_cost) return wrong('price must be above unit_cost');
  const margin = args.price - args.unit_cost;
  return { units: Math.ceil(args.fixed_cost / margin), margin_percent: cents((margin / args.price) * 100) };`,
  },
  {
    name: 'unit_price',
    when: /unit price|price per|cheapest|单价|比价|性价比/i,
    does: ['Work out the price per unit of a pack', '计算包装商品的单位价格'],
    needs: 'price per unit of a pack with quantity',
    parameters: [
      { name: 'price', type: 'number', text: ['Price of the pack', '整包价格'] },
      { name: 'quantity', type: 'number', text: ['Units in the pack', '包内数量'] },
    ],
    returns: ['the price of one unit with four decimals', '每单位价格，保留四位小数'],
    cases: [
      { name: 'even', input: { price: 6, quantity: 12 }, expected: { unit_price: 0.5 } },
      { name: 'thirds', input: { price: 1, quantity: 3 }, expected: { unit_price: 0.3333 } },
      { name: 'empty pack', input: { price: 1, quantity: 0 }, expected: { error: true } },
    ],
    body: `${positive('price', 'quantity')}
  return { unit_price: Math.round((args.price / args.quantity) * 10000) / 10000 };`,
  },
];
