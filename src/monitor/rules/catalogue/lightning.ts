import { aggregate } from '../promql.ts';
import type { RuleSet } from '../rule.ts';

export const LIGHTNING: RuleSet = {
  title: 'TiDB Lightning',
  runbook: 'https://docs.pingcap.com/tidb/stable/troubleshoot-tidb-lightning',
  alerts: [
    {
      name: 'Lightning_import_failure_tables_count',
      severity: 'emergency',
      for: '1m',
      value: aggregate('sum', 'lightning_tables{result="failure"}', 'instance'),
      threshold: { operator: '>', value: 0 },
      unit: 'number',
      scope: 'instance',
      summary: 'TiDB Lightning failed to import tables',
      says: '{value} tables could not be imported',
      advice: 'Look at its log, and at its checkpoints before it starts again.',
    },
  ],
};
