/** DeepSeek V3.1: JSON between special tokens. */
import { dialectFamily } from './text/family.ts';
import { textExporter } from './text/text-exporter.ts';

export const deepseekV31 = textExporter(
  dialectFamily({
    dialect: 'deepseek-v31',
    version: 1,
    resultRole: 'tool',
    results: {
      head: '',
      open: '<｜tool▁output▁begin｜>',
      close: () => '<｜tool▁output▁end｜>',
      separator: '',
      isNamed: false,
      marksErrors: false,
    },
  }),
);
