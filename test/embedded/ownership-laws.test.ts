import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFieldsV1, encodeFieldsV1 } from '../../src/embedded/fieldpath/fields-v1.ts';
import { applyConfiguration } from '../../src/embedded/merge/apply.ts';
import { type Managers, managerId } from '../../src/embedded/merge/managers.ts';
import type { KindSchema, Writer } from '../../src/embedded/merge/ownership.ts';
import { builtin } from '../../src/embedded/schema/builtin.ts';
import { mergeTyped } from '../../src/embedded/typed/merge.ts';
import { toFieldSet } from '../../src/embedded/typed/to-field-set.ts';
import type { JsonObject } from '../../src/model/json.ts';

const atom = builtin().atoms.definition('io.k8s.api.core.v1.PodTemplateSpec');
const schema: KindSchema = { atom: () => atom, own: (_apiVersion, fields) => fields };

function writer(manager: string, operation: 'Apply' | 'Update'): Writer {
  const of = { manager, operation, apiVersion: 'v1', subresource: '' };
  return { id: managerId(of), manager: of };
}
const NOBODY: Managers = new Map();
const word = fc.constantFrom('a', 'b', 'c');

const container = fc.record({
  name: word,
  image: word,
  env: fc.uniqueArray(fc.record({ name: word, value: word }), { selector: ({ name }) => name }),
});
const template: fc.Arbitrary<JsonObject> = fc.record({
  metadata: fc.record({ labels: fc.dictionary(word, word) }),
  spec: fc.record({
    containers: fc.uniqueArray(container, { minLength: 1, selector: ({ name }) => name }),
    nodeName: word,
  }),
});

describe('server-side apply', () => {
  it('changes nothing when the same is applied again', () => {
    fc.assert(
      fc.property(template, template, (live, config) => {
        const one = writer('one', 'Apply');
        const first = applyConfiguration(schema, live, config, NOBODY, one, true);
        const again = applyConfiguration(
          schema,
          first.object ?? live,
          config,
          first.managers,
          one,
          true,
        );
        expect(again.object).toBe(undefined);
        expect(again.managers).toEqual(first.managers);
      }),
    );
  });

  it('sets what it applies', () => {
    fc.assert(
      fc.property(template, template, (live, config) => {
        const { object } = applyConfiguration(
          schema,
          live,
          config,
          NOBODY,
          writer('one', 'Apply'),
          true,
        );
        const result = object ?? live;
        expect(mergeTyped(atom, result, config)).toEqual(result);
      }),
    );
  });

  it('takes back what it alone applied', () => {
    fc.assert(
      fc.property(template, (config) => {
        const one = writer('one', 'Apply');
        const first = applyConfiguration(schema, {}, config, NOBODY, one, true);
        const applied = first.object ?? {};
        const nothing = applyConfiguration(schema, applied, {}, first.managers, one, true);
        expect(toFieldSet(atom, nothing.object ?? applied).children.size).toBe(0);
        expect(nothing.managers.size).toBe(0);
      }),
    );
  });

  it('conflicts with another applier exactly where it wants another value', () => {
    const live = { spec: { nodeName: 'a', containers: [{ name: 'c', image: 'a' }] } };
    const first = applyConfiguration(schema, {}, live, NOBODY, writer('one', 'Apply'), false);
    const apply = (config: JsonObject) => () =>
      applyConfiguration(schema, live, config, first.managers, writer('two', 'Apply'), false);
    expect(apply({ spec: { nodeName: 'a' } })).not.toThrow();
    expect(apply({ spec: { containers: [{ name: 'd', image: 'a' }] } })).not.toThrow();
    expect(apply({ spec: { nodeName: 'b', containers: [{ name: 'c', image: 'b' }] } })).toThrow(
      'Apply failed with 2 conflicts: conflicts with "one":\n- .spec.nodeName\n- .spec.containers[name="c"].image',
    );
  });
});

it('field sets survive being written and read', () => {
  fc.assert(
    fc.property(template, (value) => {
      const fields = toFieldSet(atom, value);
      expect(decodeFieldsV1(encodeFieldsV1(fields))).toEqual(fields);
    }),
  );
});
