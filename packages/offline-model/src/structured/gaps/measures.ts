/**
 * Calculations with measures.
 */
import type { Gap } from './gap.ts';

const above = (least: number, ...names: string[]) =>
  `for (const key of ${JSON.stringify(names)}) if (!(typeof args[key] === 'number' && args[key] > ${least})) return wrong(key + ' must be a number above ${least}');`;

/** Gaps about measures. */
export const MEASURES: Gap[] = [
  {
    name: 'body_mass_index',
    when: /\bbmi\b|body mass|体重指数|身体质量/i,
    does: ['Work out the body mass index', '计算体重指数'],
    needs: 'body mass index from weight and height',
    parameters: [
      { name: 'weight_kg', type: 'number', text: ['Weight in kilograms', '体重（千克）'] },
      { name: 'height_cm', type: 'number', text: ['Height in centimetres', '身高（厘米）'] },
    ],
    returns: ['the index with one decimal', '指数，保留一位小数'],
    cases: [
      { name: 'average', input: { weight_kg: 70, height_cm: 175 }, expected: { bmi: 22.9 } },
      { name: 'small', input: { weight_kg: 50, height_cm: 160 }, expected: { bmi: 19.5 } },
      { name: 'no height', input: { weight_kg: 50, height_cm: 0 }, expected: { error: true } },
    ],
    body: `${above(0, 'weight_kg', 'height_cm')}
  const metres = args.height_cm / 100;
  return { bmi: Math.round((args.weight_kg / (metres * metres)) * 10) / 10 };`,
  },
  {
    name: 'great_circle_distance',
    when: /\bdistance|\bcoordinates|\broutes?\b|\bnavigat|距离|坐标|航线|路线/i,
    does: ['Work out the distance between two coordinates', '计算两个坐标之间的距离'],
    needs: 'great circle distance between two coordinates',
    parameters: [
      { name: 'from_latitude', type: 'number', text: ['Latitude of the start in degrees', '起点纬度'] },
      { name: 'from_longitude', type: 'number', text: ['Longitude of the start in degrees', '起点经度'] },
      { name: 'to_latitude', type: 'number', text: ['Latitude of the end in degrees', '终点纬度'] },
      { name: 'to_longitude', type: 'number', text: ['Longitude of the end in degrees', '终点经度'] },
    ],
    returns: [
      'kilometres on a sphere of 6371 km radius, one decimal',
      '按半径6371千米的球面计算的千米数，保留一位小数',
    ],
    cases: [
      {
        name: 'the same place',
        input: { from_latitude: 10, from_longitude: 20, to_latitude: 10, to_longitude: 20 },
        expected: { km: 0 },
      },
      {
        name: 'a quarter of the equator',
        input: { from_latitude: 0, from_longitude: 0, to_latitude: 0, to_longitude: 90 },
        expected: { km: 10007.5 },
      },
      {
        name: 'beyond the pole',
        input: { from_latitude: 95, from_longitude: 0, to_latitude: 0, to_longitude: 0 },
        expected: { error: true },
      },
    ],
    body: `for (const key of ['from_latitude', 'from_longitude', 'to_latitude', 'to_longitude']) {
    const most = key.endsWith('latitude') ? 90 : 180;
    if (!(typeof args[key] === 'number' && Math.abs(args[key]) <= most)) return wrong(key + ' must be within ' + most + ' degrees');
  }
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (difference: number) => Math.sin(difference / 2) ** 2;
  const [from, to] = [rad(args.from_latitude), rad(args.to_latitude)];
  const chord = half(to - from) + Math.cos(from) * Math.cos(to) * half(rad(args.to_longitude - args.from_longitude));
  return { km: Math.round(2 * 6371 * Math.asin(Math.sqrt(chord)) * 10) / 10 };`,
  },
  {
    name: 'running_pace',
    when: /\bpace\b|\bmarathon|\brunners?\b|\brunning\b|配速|马拉松|跑步/i,
    does: ['Work out the pace of a run', '计算跑步配速'],
    needs: 'running pace per kilometre from distance and time',
    parameters: [
      { name: 'distance_km', type: 'number', text: ['Distance in kilometres', '距离（千米）'] },
      { name: 'minutes', type: 'number', text: ['Time in minutes', '用时（分钟）'] },
    ],
    returns: ['the pace as minutes:seconds per kilometre and the speed in km/h', '每千米用时（分:秒）与时速'],
    cases: [
      {
        name: 'ten in an hour',
        input: { distance_km: 10, minutes: 60 },
        expected: { pace: '6:00', speed_kmh: 10 },
      },
      {
        name: 'with seconds',
        input: { distance_km: 5, minutes: 27.5 },
        expected: { pace: '5:30', speed_kmh: 10.9 },
      },
      { name: 'no distance', input: { distance_km: 0, minutes: 10 }, expected: { error: true } },
    ],
    body: `${above(0, 'distance_km', 'minutes')}
  const seconds = Math.round((args.minutes * 60) / args.distance_km);
  const pace = Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0');
  return { pace, speed_kmh: Math.round((args.distance_km / (args.minutes / 60)) * 10) / 10 };`,
  },
  {
    name: 'dilution',
    when: /\bdilut|\bconcentration|\blab(?:orator(?:y|ies))?\b|\breagent|稀释|浓度|实验室|试剂/i,
    does: ['Work out how much stock a dilution takes', '计算稀释所需的母液体积'],
    needs: 'dilution volume of stock solution and solvent from concentrations',
    parameters: [
      { name: 'stock', type: 'number', text: ['Concentration of the stock', '母液浓度'] },
      { name: 'target', type: 'number', text: ['Concentration wanted, same unit', '目标浓度（单位相同）'] },
      { name: 'volume_ml', type: 'number', text: ['Volume wanted in millilitres', '目标体积（毫升）'] },
    ],
    returns: ['millilitres of stock and of solvent, three decimals', '母液与溶剂的毫升数，保留三位小数'],
    cases: [
      {
        name: 'one to ten',
        input: { stock: 10, target: 1, volume_ml: 100 },
        expected: { stock_ml: 10, solvent_ml: 90 },
      },
      {
        name: 'a third',
        input: { stock: 3, target: 1, volume_ml: 10 },
        expected: { stock_ml: 3.333, solvent_ml: 6.667 },
      },
      {
        name: 'stronger than the stock',
        input: { stock: 1, target: 2, volume_ml: 10 },
        expected: { error: true },
      },
    ],
    body: `${above(0, 'stock', 'target', 'volume_ml')}
  if (args.target > args.stock) return wrong('target must not be above stock');
  const stock = (args.target * args.volume_ml) / args.stock;
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return { stock_ml: round(stock), solvent_ml: round(args.volume_ml - stock) };`,
  },
];
