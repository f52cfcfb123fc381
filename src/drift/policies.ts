import {
  type DriftPolicy,
  DriftPolicyError,
  driftAnnotation,
  parseDriftPolicy,
} from '../model/drift-policy.ts';
import { covers, type FieldPattern, parseFieldPattern } from '../model/field-pattern.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ObjectId } from '../model/object-id.ts';
import type { FieldDifference } from './field-difference.ts';

/** A policy for some objects, or for some of their fields. Names are patterns: `*` is anything. */
export interface DriftRule {
  readonly target: string;
  readonly kind: string;
  readonly name: string;
  /** All fields where unset. */
  readonly field: FieldPattern | undefined;
  readonly policy: DriftPolicy;
}

const ruleForm = 'write TARGET[/KIND[/NAME]][#FIELD]: POLICY, such as web/StatefulSet/*: warn';

/**
 * Reads a rule of the agent's configuration: `web: warn`, `web/StatefulSet/*:
 * correct after 10m`, `* /Deployment/*#spec.replicas: ignore` (without the
 * space). Throws `DriftPolicyError`.
 */
export function parseDriftRule(text: string): DriftRule {
  const [, place = '', field, policy] = /^([^#:\s]+)(?:#(.+))?:\s+(.+)$/.exec(text.trim()) ?? [];
  const [target = '', kind = '*', name = '*', ...more] = place.split('/');
  const pattern = field === undefined ? undefined : parseFieldPattern(field);
  const unreadable = field !== undefined && pattern === undefined;
  if (policy === undefined || target === '' || more.length > 0 || unreadable) {
    throw new DriftPolicyError(`"${text}": no rule for drift; ${ruleForm}`);
  }
  return { target, kind, name, field: pattern, policy: parseDriftPolicy(policy) };
}

/** What an object's own annotation says. */
export interface ObjectPolicies {
  readonly object: DriftPolicy | undefined;
  readonly fields: readonly { readonly field: FieldPattern; readonly policy: DriftPolicy }[];
}

/**
 * Reads an annotation `tidewatch.dev/drift`: a policy, policies for fields, or
 * both, divided by `;`: `correct after 10m; spec.replicas: ignore`. Throws
 * `DriftPolicyError`.
 */
export function parseObjectPolicies(text: string): ObjectPolicies {
  let object: DriftPolicy | undefined;
  const fields: ObjectPolicies['fields'][number][] = [];
  for (const part of text.split(';')) {
    const [, path, policy] = /^(.*):\s+([^:]*)$/s.exec(part.trim()) ?? [];
    if (path === undefined || policy === undefined) {
      object = parseDriftPolicy(part);
      continue;
    }
    const field = parseFieldPattern(path.trim());
    if (field === undefined) {
      throw new DriftPolicyError(`"${path.trim()}": no path of a field; write spec.replicas`);
    }
    fields.push({ field, policy: parseDriftPolicy(policy) });
  }
  return { object, fields };
}

/** What stands above a single object. */
export interface PolicySettings {
  readonly target: string;
  /** What the target's own declaration says. */
  readonly standard: DriftPolicy;
  /** Of the agent's configuration: a later rule goes before an earlier one. */
  readonly rules: readonly DriftRule[];
}

/** The policies of one object. */
export interface PoliciesOf {
  /** For the object as a whole: that it is gone, or foreign. */
  readonly object: DriftPolicy;
  field(difference: Pick<FieldDifference, 'path' | 'livePath'>): DriftPolicy;
}

/**
 * What counts for an object, the closest first: its annotation on a field, its
 * annotation, the last rule on the field, the last rule on the object, the
 * target. An annotation that cannot be read counts as `warn`: whoever wrote it
 * did not want nothing to be asked.
 */
export function policiesOf(wanted: Manifest, id: ObjectId, settings: PolicySettings): PoliciesOf {
  const own = readOwn(wanted);
  const rules = settings.rules.filter((rule) => ruleCovers(rule, settings.target, id)).toReversed();
  const object =
    own.object ?? rules.find(({ field }) => field === undefined)?.policy ?? settings.standard;
  return {
    object,
    field({ path, livePath }) {
      const covering = ({ field }: { readonly field: FieldPattern | undefined }) =>
        field !== undefined && (covers(field, path) || covers(field, livePath));
      return (
        own.fields.find(covering)?.policy ?? own.object ?? rules.find(covering)?.policy ?? object
      );
    },
  };
}

function readOwn(wanted: Manifest): ObjectPolicies {
  const text = wanted.metadata.annotations?.[driftAnnotation];
  if (text === undefined) return { object: undefined, fields: [] };
  try {
    return parseObjectPolicies(text);
  } catch {
    return { object: { action: 'warn' }, fields: [] };
  }
}

function ruleCovers(rule: DriftRule, target: string, { kind, name }: ObjectId): boolean {
  return matches(rule.target, target) && matches(rule.kind, kind) && matches(rule.name, name);
}

/** `*` stands for any text. Takes time in proportion to the two, whatever they hold. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
