import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/model/manifest.ts';
import { compareDesired } from '../../../src/plan/proposal/compare-desired.ts';
import { restartsOf } from '../../../src/plan/proposal/restarts.ts';
import { volumeChangesOf } from '../../../src/plan/proposal/volumes.ts';
import { checkExpression } from '../../../src/report/pull-request/check-expression.ts';
import {
  effectComment,
  untouchedComment,
} from '../../../src/report/pull-request/effect-comment.ts';
import { effectSummary } from '../../../src/report/pull-request/effect-summary.ts';
import type { PullRequestEffect } from '../../../src/report/pull-request/pull-request-effect.ts';
import { warningsOf } from '../../../src/report/pull-request/warnings-of.ts';
import { configMap, rendered, secret, statefulSet } from '../../support/objects.ts';

const options = { agent: 'production', limit: 65_536, link: 'https://git.example.com/files' };

function effectOf(before: readonly Manifest[], after: readonly Manifest[]): PullRequestEffect {
  const changes = compareDesired(rendered(before), rendered(after), () => 'abcd1234');
  return {
    head: '1'.repeat(40),
    base: '2'.repeat(40),
    problems: [],
    untouched: 0,
    standing: [],
    unseen: 0,
    filesOnly: false,
    targets: [
      {
        target: 'production',
        state: 'changed',
        problems: [],
        changes,
        restarts: restartsOf(changes),
        volumes: volumeChangesOf(changes),
        warnings: warningsOf(changes, checkExpression),
        plan: undefined,
      },
    ],
  };
}

describe('the comment on a pull request', () => {
  it('says less of everything until it fits, and where to read the rest', () => {
    const many = (value: string) =>
      Array.from({ length: 2_000 }, (_, index) => configMap(`settings-${index}`, { value }));
    const effect = effectOf(many('before'), many('after'));
    for (const limit of [1_000_000, 65_536, 20_000, 2_000]) {
      const body = effectComment(effect, { ...options, limit });
      expect(body.length).toBeLessThanOrEqual(limit);
      expect(body).toContain('### Tidewatch: 1 target: 0 to create, 2000 to change, 0 to delete');
      expect(count(body, '<details')).toBe(count(body, '</details>'));
      expect(count(body, '```') % 2).toBe(0);
      if (limit < 1_000_000)
        expect(body).toContain('[the changed files](https://git.example.com/files)');
    }
  });

  it('never holds a value of a Secret, and always says that one changed', () => {
    const body = effectComment(
      effectOf(
        [secret('smtp', { password: 'hunter2' })],
        [secret('smtp', { password: 'swordfish' })],
      ),
      options,
    );
    expect(body).not.toMatch(/hunter2|swordfish|aHVudGVyMg|c3dvcmRmaXNo/);
    expect(body).toContain('fingerprint abcd1234 → abcd1234');
  });

  it('keeps what others wrote inside of code', () => {
    const hostile =
      '<!-- tidewatch --> </details> @everybody [x](javascript:alert(1)) `` | \n/approve\n#1';
    const effect = effectOf(
      [configMap('settings', { value: 'a' })],
      [configMap('settings', { value: hostile, [`key${hostile}`]: 'x' })],
    );
    const body = effectComment(effect, options);
    // As a forge shows it, without what it shows as code: nothing of theirs may be left.
    const prose = marked
      .parse(body, { async: false, gfm: true })
      .replaceAll(/<code.*?<\/code>/gs, '');
    expect(prose).not.toMatch(/everybody|javascript|approve|#1/);
    expect(count(prose, '</details>')).toBe(count(prose, '<details'));
  });

  it('names the volumes that a StatefulSet grows', () => {
    const claims = (storage: string) => ({
      replicas: 2,
      volumeClaimTemplates: [
        { metadata: { name: 'data' }, spec: { resources: { requests: { storage } } } },
      ],
    });
    const { targets } = effectOf(
      [statefulSet('prometheus', claims('10Gi'))],
      [statefulSet('prometheus', claims('20Gi'))],
    );
    expect(targets[0]?.volumes.map(({ what }) => what)).toEqual([
      'claims data grow from 10Gi to 20Gi',
    ]);
  });

  it('warns of a dashboard UID that stands twice', () => {
    const file = JSON.stringify({ uid: 'same', panels: [] });
    const { targets } = effectOf(
      [],
      [configMap('one', { 'a.json': file }), configMap('two', { 'b.json': file })],
    );
    expect(targets[0]?.warnings).toEqual([
      'dashboard UID same stands 2 times: ConfigMap/one a.json, ConfigMap/two b.json',
    ]);
  });

  it('says so once nothing is affected any more', () => {
    const effect = { ...effectOf([], []), targets: [], untouched: 3 };
    expect(effectSummary(effect)).toBe('no target is affected');
    expect(untouchedComment(effect, options)).toBe(
      '<!-- tidewatch effect production -->\n\n### Tidewatch: no target is affected any more\n\n' +
        '<sub>`111111111111` against `222222222222`; 3 other targets unchanged</sub>\n',
    );
  });
});

describe('expressions', () => {
  it.each([
    'sum(rate(x[1m]))',
    'x{a="b"} > 1',
    'histogram_quantile(0.99, sum by (le) (rate(x[5m])))',
  ])('%s can be parsed', (expression) => {
    expect(checkExpression(expression)).toBeUndefined();
  });
  it('that cannot be parsed are shown where they end', () => {
    expect(checkExpression('sum(rate(x[1m])')).toBe(
      'the expression cannot be parsed near "sum(rate(x[1m])"',
    );
  });
});

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
