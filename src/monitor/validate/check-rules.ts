import { didYouMean } from '../../model/did-you-mean.ts';
import type { FieldPath } from '../../model/manifest.ts';
import type { Report } from '../finding.ts';
import type { TidbMonitor } from '../read-monitor.ts';
import { ALERTS_BY_NAME, FORMER_NAMES } from '../rules/catalogue/catalogue.ts';
import type { AlertOverride } from '../schema/rules.ts';

/** Overrides that name no alert, or ask for what an alert does not have. */
export function checkRules({ spec }: TidbMonitor, report: Report): void {
  const seen = new Set<string>();
  for (const [index, override] of (spec.prometheus.rules?.overrides ?? []).entries()) {
    const path = ['spec', 'prometheus', 'rules', 'overrides', index];
    checkName(override.alert, [...path, 'alert'], report);
    checkThreshold(override, [...path, 'threshold'], report);
    if (seen.has(override.alert)) {
      const what = `names ${override.alert} again`;
      report('INVALID_VALUE', [...path, 'alert'], what, 'say everything of an alert in one place');
    }
    seen.add(override.alert);
  }
}

function checkName(name: string, path: FieldPath, report: Report): void {
  if (ALERTS_BY_NAME.has(name)) return;
  const former = Object.hasOwn(FORMER_NAMES, name) ? FORMER_NAMES[name] : undefined;
  const advice =
    former === undefined
      ? didYouMean(name, ALERTS_BY_NAME.keys(), 'docs/rules.md lists all alerts')
      : `it is called ${former} now`;
  report('INVALID_VALUE', path, `does not know the alert ${JSON.stringify(name)}`, advice);
}

function checkThreshold(
  { alert, threshold }: AlertOverride,
  path: FieldPath,
  report: Report,
): void {
  const known = ALERTS_BY_NAME.get(alert);
  if (threshold === undefined || known === undefined || known.threshold !== undefined) return;
  report('INVALID_VALUE', path, `cannot be set: ${alert} has no threshold`, 'remove it');
}
