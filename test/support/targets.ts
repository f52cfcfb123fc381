import type { Target } from '../../src/model/target.ts';
import type { TargetReport } from '../../src/report/target-report.ts';

/** A plain overlay as a target, with the fields a test cares about. */
export function aTarget(name: string, fields: Partial<Target> = {}): Target {
  return {
    name,
    declaredBy: 'overlay',
    position: undefined,
    path: `overlays/${name}`,
    targetNamespace: undefined,
    defaultNamespace: undefined,
    prune: true,
    suspend: false,
    wait: true,
    interval: 600_000,
    timeout: 300_000,
    dependsOn: [],
    blocked: [],
    selfHeal: true,
    createNamespace: undefined,
    files: undefined,
    build: { order: 'legacy', loadRestrictor: 'rootOnly' },
    ...fields,
  };
}

/** A report with the fields a test cares about. */
export function aReport(target: string, fields: Partial<TargetReport> = {}): TargetReport {
  return {
    target,
    repository: 'https://git.example.com/monitoring.git',
    path: `overlays/${target}`,
    prune: true,
    revision: 'main@sha1:1111111111111111111111111111111111111111',
    phase: 'Ready',
    message: 'applied and healthy',
    changes: [],
    problems: [],
    warnings: [],
    held: undefined,
    unhealthy: [],
    next: [],
    startedAt: 0,
    finishedAt: 0,
    ...fields,
  };
}
