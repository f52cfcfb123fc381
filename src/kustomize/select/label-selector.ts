import { type LabelMatcher, parseLabelSelector } from '../../model/label-selector.ts';
import { BuildError } from '../build-error.ts';
import type { Text } from '../decode/decoder.ts';

/** Selectors are divided in quadratic time. */
const LONGEST = 10_000;

/** A label selector as `kubectl --selector` takes it; `undefined` where it is empty. */
export function readLabelSelector(selector: Text | undefined): LabelMatcher | undefined {
  if (selector === undefined || selector.text.trim() === '') return undefined;
  if (selector.text.length > LONGEST)
    throw bad(selector, `the label selector is longer than ${LONGEST} characters`);
  const matcher = parseLabelSelector(selector.text);
  if (matcher === undefined) throw bad(selector, `"${selector.text}" is no label selector`);
  return matcher;
}

function bad({ node }: Text, what: string): BuildError {
  const advice = 'write requirements such as "app=web,tier in (a, b),!legacy"';
  return new BuildError({ code: 'BAD_LABEL_SELECTOR', origin: node.origin, what, advice });
}
