import { canonicalJson } from '../../model/json.ts';
import type { Accumulation, BuildContext } from '../accumulate.ts';
import { BuildError } from '../build-error.ts';
import type { LoadedTarget } from '../load/loaded.ts';
import { nodeToJson } from '../node-to-json.ts';
import { notA } from '../plugins/not-a.ts';
import type { Resource } from '../resource.ts';
import { idKey } from '../resource-id.ts';

const VALIDATED_BY = 'validated-by';

/** Runs validators: transformers that must not change anything but the label `validated-by`. */
export function runValidators(
  { list }: Accumulation,
  { validators, files }: LoadedTarget,
  { schemas }: BuildContext,
): void {
  for (const { plugin, config } of validators) {
    if (plugin.kind !== 'transformer') throw notA('transformer', config);
    list.budget.spendSteps(1 + list.size);
    const before = list.items.map(fingerprint).sort();
    plugin.transform(list, files, schemas);
    const after = list.items.map(fingerprint).sort();
    if (before.length === after.length && before.every((text, index) => text === after[index])) {
      continue;
    }
    throw new BuildError({
      code: 'VALIDATOR_CHANGED',
      origin: config.node.origin,
      what: `the validator ${config.kind} changes objects`,
      advice: 'list it under transformers',
    });
  }
}

/** Everything of an object that a validator must not change. */
function fingerprint(resource: Resource): string {
  const copy = resource.clone();
  const labels = copy.metadataMap('labels');
  if (labels.delete(VALIDATED_BY)) copy.setMetadataMap('labels', labels);
  const { previousIds, prefixes, suffixes } = resource.notes;
  const ids = previousIds.map(idKey);
  return canonicalJson([nodeToJson(copy.node, []), ids, prefixes, suffixes]);
}
