import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../src/layout/declaration.ts';
import { overlayDeclaration } from '../../src/layout/overlay-declaration.ts';
import { nameTargets } from '../../src/layout/target-names.ts';
import { defaults } from './layout-support.ts';

function overlay(path: string): Declaration {
  return overlayDeclaration(path, defaults);
}

function kustomization(namespace: string, name: string): Declaration {
  return { ...overlay('apps'), declaredBy: 'Kustomization', namespace, name };
}

function application(namespace: string, name: string): Declaration {
  return { ...overlay('apps'), declaredBy: 'Application', namespace, name };
}

describe('the name of a target', () => {
  it.each([
    [kustomization('flux-system', 'apps'), 'flux-system-apps'],
    [application('argocd', 'web'), 'argocd-web'],
    [application('', 'web'), 'web'],
    [overlay('overlays/production'), 'overlays-production'],
    [overlay('.'), 'root'],
  ])('tells what declares it: %#', (declaration, name) => {
    expect(nameTargets([declaration], undefined)).toEqual([name]);
  });

  it('starts with the name of the repository, where there are several', () => {
    expect(nameTargets([overlay('overlays/dev')], 'billing')).toEqual(['billing-overlays-dev']);
  });

  it('gets a digest where it would lose something', () => {
    expect(nameTargets([overlay('Overlays/My_App')], undefined)).toEqual([
      'overlays-my-app-d4eae9c8',
    ]);
    const [cut = ''] = nameTargets([overlay('a/'.repeat(40))], undefined);
    expect(cut).toMatch(/^(a-)+[0-9a-f]{8}$/);
    expect(cut).toHaveLength(52);
  });

  it('gets a digest where two would be the same', () => {
    const names = nameTargets(
      [kustomization('a-b', 'c'), kustomization('a', 'b-c'), overlay('a/b')],
      undefined,
    );
    expect(names).toEqual(['a-b-c-b111815d', 'a-b-c-d60180d2', 'a-b']);
  });

  it('is always a DNS-1123 label, short enough, unique, and the same again', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 80 });
    const declaration = fc.oneof(
      text.map(overlay),
      fc.tuple(text, text).map(([namespace, name]) => kustomization(namespace, name)),
      fc.tuple(text, text).map(([namespace, name]) => application(namespace, name)),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(declaration, {
          selector: ({ declaredBy, namespace, name, folders }) =>
            JSON.stringify(declaredBy === 'overlay' ? folders : [declaredBy, namespace, name]),
        }),
        (declarations) => {
          const names = nameTargets(declarations, undefined);
          expect(new Set(names).size).toBe(names.length);
          for (const name of names) expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/);
          expect(nameTargets(declarations, undefined)).toEqual(names);
        },
      ),
    );
  });
});
