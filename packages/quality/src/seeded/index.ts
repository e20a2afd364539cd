export { createDraw, type Draw } from './draw.ts';
export { createTally, type Miss, measureChecks, type Specimen, specimens } from './measure.ts';
export { HEAD_OF, measureJudges } from './measure-judges.ts';
export { NEGATIVES } from './negatives/index.ts';
export type { Plant } from './plant.ts';
export { PLANTS } from './plants/index.ts';
export type { Shape } from './shape.ts';
export { SHAPES } from './shapes/index.ts';
