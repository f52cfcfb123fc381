import { createHash } from 'node:crypto';
import type { Declaration } from './declaration.ts';

/** Leaves room for what is put before and after a target's name in names of objects. */
const MAX_LENGTH = 52;
const DIGEST_LENGTH = 8;

/**
 * A name for each declaration, in their order: unique among them, the same at
 * every commit, a DNS-1123 label. `apps/flux-system` becomes `flux-system-apps`,
 * the folder `overlays/production` becomes `overlays-production`. Where that
 * would lose or confuse something, a digest of what it stands for is added.
 */
export function nameTargets(
  declarations: readonly Declaration[],
  prefix: string | undefined,
): string[] {
  const plain = declarations.map((declaration) => toLabel([prefix, plainName(declaration)]));
  const uses = new Map<string, number>();
  for (const { label } of plain) uses.set(label, (uses.get(label) ?? 0) + 1);
  return declarations.map((declaration, index) => {
    const { label, exact } = plain[index] ?? { label: '', exact: false };
    if (exact && uses.get(label) === 1) return label;
    return withDigest(label, [prefix ?? '', identity(declaration)].join('\n'));
  });
}

function plainName({ declaredBy, namespace, name, folders }: Declaration): string {
  if (declaredBy !== 'overlay') return namespace === '' ? name : `${namespace}-${name}`;
  const path = folders[0]?.path ?? '.';
  return path === '.' ? 'root' : path.replaceAll('/', '-');
}

function identity({ declaredBy, namespace, name, folders }: Declaration): string {
  return declaredBy === 'overlay'
    ? `overlay ${folders[0]?.path}`
    : `${declaredBy} ${namespace}/${name}`;
}

/** `exact`: nothing had to be replaced or cut. */
function toLabel(parts: readonly (string | undefined)[]): { label: string; exact: boolean } {
  const wanted = parts.filter((part) => part !== undefined).join('-');
  const label = wanted
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return { label, exact: label !== '' && label === wanted && label.length <= MAX_LENGTH };
}

function withDigest(label: string, text: string): string {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);
  const kept = label.slice(0, MAX_LENGTH - DIGEST_LENGTH - 1).replace(/-+$/, '');
  return kept === '' ? `target-${digest}` : `${kept}-${digest}`;
}
