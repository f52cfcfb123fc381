import type { AlertOverride } from '../schema/rules.ts';
import type { Alert } from './rule.ts';

/** The alerts as a TidbMonitor wants them: those it disables are gone. */
export function withOverrides(
  alerts: readonly Alert[],
  overrides: readonly AlertOverride[],
): readonly Alert[] {
  const byName = new Map<string, AlertOverride>();
  for (const override of overrides) byName.set(override.alert, override);
  return alerts.flatMap((alert) => {
    const override = byName.get(alert.name);
    if (override === undefined) return [alert];
    return override.disabled === true ? [] : [overridden(alert, override)];
  });
}

function overridden(alert: Alert, override: AlertOverride): Alert {
  const { threshold } = alert;
  return {
    ...alert,
    severity: override.severity ?? alert.severity,
    ...(override.for === undefined ? {} : { for: override.for }),
    ...(threshold === undefined || override.threshold === undefined
      ? {}
      : { threshold: { ...threshold, value: override.threshold } }),
  };
}
