import type { JsonValue } from '../../model/json.ts';
import type { FieldPath } from '../../model/manifest.ts';
import type { TextEdit } from '../text-edit.ts';
import { withField } from '../with-field.ts';
import { addEntry, removeEntry } from './edit-mapping.ts';
import { addItems, removeItem } from './edit-sequence.ts';
import { changeValue, fieldSlot, itemSlot, type ValueSlot } from './edit-value.ts';
import type { Place } from './place.ts';
import { placeAt } from './place.ts';
import type { WriteStyle } from './write-value.ts';

/** The edits that give a place another value. */
export function changePlace(
  text: string,
  place: Place,
  after: JsonValue,
  style: WriteStyle,
): readonly TextEdit[] | undefined {
  const slot = slotOf(text, place);
  return slot && changeValue(text, place.node, slot, after, style);
}

function slotOf(text: string, { node, parent }: Place): ValueSlot | undefined {
  switch (parent?.kind) {
    case 'mapping':
      return fieldSlot(parent.mapping, parent.entry.key);
    case 'sequence':
      return itemSlot(text, parent.sequence, node);
    case undefined:
      return undefined;
  }
}

/** The edit that takes a place out, with what is empty without it. */
export function removePlace(text: string, place: Place): readonly TextEdit[] | undefined {
  const { parent, node, path, root, inside } = place;
  const above = path.length > 1 ? placeAt(root, path.slice(0, -1), inside) : undefined;
  if (parent?.kind === 'mapping') {
    const edit = removeEntry(text, parent.mapping, parent.entry);
    if (edit !== undefined) return [edit];
    return above && removePlace(text, above);
  }
  if (parent?.kind !== 'sequence') return undefined;
  if (parent.sequence.items.length === 1 && above !== undefined) return removePlace(text, above);
  const edit = removeItem(text, parent.sequence, node);
  return edit && [edit];
}

/** The edits that put a value where there is none yet, below a place that there is. */
export function addBelow(
  text: string,
  { node, ...place }: Place,
  steps: FieldPath,
  value: JsonValue,
  style: WriteStyle,
): readonly TextEdit[] | undefined {
  const [step, ...rest] = steps;
  const nested = withField(undefined, rest.map(first), value);
  if (step === undefined || nested === undefined) return undefined;
  if (node.kind === 'mapping' && typeof step === 'string') {
    const edit = addEntry(text, node, step, nested, style);
    return edit === undefined
      ? changePlace(text, { ...place, node }, { [step]: nested }, style)
      : [edit];
  }
  if (node.kind === 'sequence' && typeof step === 'number') {
    const edit = addItems(text, node, node.items.length, [nested], style);
    return edit === undefined ? changePlace(text, { ...place, node }, [nested], style) : [edit];
  }
  // `key:` without a value.
  const isNothing = node.kind === 'scalar' && node.value === null;
  const whole = withField(undefined, steps.map(first), value);
  return isNothing && whole !== undefined
    ? changePlace(text, { ...place, node }, whole, style)
    : undefined;
}

/** A list that is new has the one item alone. */
function first(step: string | number): string | number {
  return typeof step === 'number' ? 0 : step;
}
