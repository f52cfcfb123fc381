import { describe, expect, it } from 'vitest';
import { didYouMean, nearestTo } from '../../src/model/did-you-mean.ts';

const fields = ['path', 'prune', 'targetNamespace', 'timeout', 'interval'];

describe('the nearest candidate', () => {
  it.each([
    ['targetNamespce', 'targetNamespace'],
    ['targetnamespace', 'targetNamespace'],
    ['tiemout', 'timeout'],
    ['intervall', 'interval'],
    ['pth', 'path'],
  ])('of %s is %s', (word, expected) => {
    expect(nearestTo(word, fields)).toBe(expected);
  });

  it.each(['colour', 'x', 'pa', ''])('of %o is none', (word) => {
    expect(nearestTo(word, fields)).toBeUndefined();
  });

  it('is the first of equally near ones', () => {
    expect(nearestTo('bat', ['cat', 'rat'])).toBe('cat');
  });

  it('becomes advice, or leaves the advice that is given', () => {
    expect(didYouMean('prun', fields, 'remove it')).toBe('did you mean prune?');
    expect(didYouMean('colour', fields, 'remove it')).toBe('remove it');
  });
});
