import type { Declaration } from './declaration.ts';
import type { TargetDefaults } from './layout.ts';

/** What a folder declares by being there. */
export function overlayDeclaration(path: string, defaults: TargetDefaults): Declaration {
  return {
    declaredBy: 'overlay',
    object: undefined,
    subject: path,
    namespace: '',
    name: '',
    position: undefined,
    folders: [{ path, position: undefined, rule: { as: 'flux' } }],
    source: undefined,
    targetNamespace: undefined,
    defaultNamespace: undefined,
    createNamespace: undefined,
    prune: defaults.prune,
    suspend: false,
    drift: undefined,
    ignoredDifferences: [],
    selfHeal: true,
    wait: defaults.wait,
    interval: defaults.interval,
    timeout: defaults.timeout,
    dependsOn: [],
    build: { order: 'legacy', loadRestrictor: 'rootOnly' },
    blocked: [],
    warnings: [],
  };
}
