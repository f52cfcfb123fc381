import type { FieldChange } from '../change.ts';

export function replicasMeaning({ before, after }: FieldChange): readonly string[] {
  if (after === 0 || after === 0n) return ['stopped: no pod runs any more'];
  if (typeof before !== 'number' || typeof after !== 'number') return [];
  return [`scaled ${after > before ? 'up' : 'down'} from ${before} to ${after} pods`];
}
