import { expect, it } from 'vitest';
import { withoutFields } from '../../src/drift/without-fields.ts';
import { configMap, statefulSet } from '../support/objects.ts';

it('leaves fields out, and the object as it was given', () => {
  const settings = configMap('settings', { level: 'info', mode: 'fast' });
  expect(withoutFields(settings, [['data', 'mode']])).toEqual(
    configMap('settings', { level: 'info' }),
  );
  expect(settings.data).toEqual({ level: 'info', mode: 'fast' });
});

it('leaves out fields of list items, and whole items', () => {
  const containers = ['spec', 'template', 'spec', 'containers'];
  const spec = (one: object[]) => ({ spec: { template: { spec: { containers: one } } } });
  expect(withoutFields(statefulSet('db'), [[...containers, 0, 'image']])).toMatchObject(
    spec([{ name: 'main' }]),
  );
  expect(withoutFields(statefulSet('db'), [[...containers, 0]])).toMatchObject(spec([]));
});

it('gives the same object where there is nothing to leave out', () => {
  const settings = configMap('settings');
  expect(withoutFields(settings, [])).toBe(settings);
});
