import { dump } from 'js-yaml';
import { tidbMonitorDefinition } from '../schema/custom-resource-definition.ts';
import { documentation } from './dashboards/documentation.ts';
import { dashboardFiles } from './dashboards/files.ts';
import { reference } from './reference.ts';
import { rulesReference } from './rules-reference.ts';

/** The files that are generated, by their path in the repository. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['base/crd/pingcap.com_tidbmonitors.yaml', definitionText()],
    ['docs/tidbmonitor.md', reference()],
    ['docs/rules.md', rulesReference()],
    ['docs/dashboards.md', documentation()],
    ...dashboardFiles(),
  ]);
}

function definitionText(): string {
  const head = '# Generated from src/monitor/schema by `npm run generate`: change it there.\n';
  return head + dump(tidbMonitorDefinition(), { noRefs: true, lineWidth: -1 });
}
