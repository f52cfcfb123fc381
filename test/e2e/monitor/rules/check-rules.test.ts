import { describe, expect, it } from 'vitest';
import { CLUSTER_COMPONENTS } from '../../../../src/monitor/rules/catalogue/catalogue.ts';
import { type RulesInput, ruleFiles } from '../../../../src/monitor/rules/rule-files.ts';
import { EVERYTHING } from '../../../monitor/support/rules.ts';
import { promtool } from '../../../support/promtool.ts';

const NOTHING: RulesInput = { clusters: [], dmClusters: [], shards: 1, programs: [], spec: {} };

describe('promtool finds nothing wrong with the rules', () => {
  it.each<[string, RulesInput]>([
    ['of everything', EVERYTHING],
    ['of shards', { ...EVERYTHING, shards: 2 }],
    ['of the monitor alone', NOTHING],
    ...CLUSTER_COMPONENTS.map((component): [string, RulesInput] => [
      `of ${component}`,
      { ...NOTHING, spec: { additionalComponents: [component] } },
    ]),
    [
      'with other thresholds, times and runbooks',
      {
        ...EVERYTHING,
        spec: {
          overrides: [
            { alert: 'TiKV_low_space', threshold: 1e-7, for: '0' },
            { alert: 'TiKV_leader_drops', threshold: -1e21, for: '1d12h' },
            { alert: 'PD_no_leader', disabled: true },
          ],
          runbookURL: 'https://wiki.example.com/?q="%20',
        },
      },
    ],
  ])('%s', async (_title, input) => {
    const { files } = ruleFiles(input);
    const { code, output } = await promtool(['check', 'rules', ...Object.keys(files)], files);
    const answers = output.split('\n').filter((line) => line.startsWith('  '));
    expect({ code, wrong: answers.filter((line) => !line.includes('SUCCESS')) }).toEqual({
      code: 0,
      wrong: [],
    });
    expect(answers).toHaveLength(Object.keys(files).length);
  });
});
