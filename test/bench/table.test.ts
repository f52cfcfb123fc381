import { expect, it } from 'vitest';
import { tableOf } from '../../bench/table.ts';

it('a table aligns its numbers and says which bounds hold', () => {
  const bound = { limit: 1.6, inclusive: true, judged: 'median' } as const;
  const table = tableOf('apply: 500 ConfigMaps', [
    { what: 'tidewatch', unit: 'ms', samples: [900.4, 700, 800] },
    { what: 'ratio', unit: 'times', samples: [1.4, 1.5, 1.7], bound },
    { what: 'worse ratio', unit: 'times', samples: [1.61], bound },
    {
      what: 'memory',
      unit: 'MB',
      samples: [99.96],
      bound: { limit: 130, inclusive: false, judged: 'max' },
    },
  ]);
  expect(table).toBe(
    [
      'apply: 500 ConfigMaps    min  median    max         bound',
      '  tidewatch              700     800    900  ms',
      '  ratio                 1.40    1.50   1.70  times  median <= 1.6 times  holds',
      '  worse ratio           1.61    1.61   1.61  times  median <= 1.6 times  BROKEN',
      '  memory               100.0   100.0  100.0  MB     max < 130 MB         holds',
      '',
    ].join('\n'),
  );
});
