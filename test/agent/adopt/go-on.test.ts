import { describe, expect, it } from 'vitest';
import { findBystanders } from '../../../src/agent/adopt/bystanders.ts';
import { type GoOn, goingOn } from '../../../src/agent/adopt/go-on.ts';
import { renderEdited } from '../../../src/agent/adopt/render-edited.ts';
import { createBuildCache } from '../../../src/agent/build-cache/build-cache.ts';
import { memoryTree } from '../../../src/model/memory-tree.ts';
import { NO_CLUSTER } from '../../../src/monitor/facts.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import { aTarget } from '../../support/targets.ts';

const names = ['one', 'two', 'three'];
const tree = memoryTree(
  Object.fromEntries(
    names.flatMap((name) => [
      [`overlays/${name}/a.yaml`, configMapYaml('a', 'x')],
      [`overlays/${name}/kustomization.yaml`, kustomizationYaml(name, ['a.yaml'])],
    ]),
  ),
);

function renderingWith(goOn: GoOn, builds = createBuildCache()) {
  return renderEdited({
    tree,
    targets: names.map((name) => aTarget(name)),
    expanded: new Set(names),
    builds,
    goOn,
    factsOf: async () => NO_CLUSTER,
  });
}

describe('adopting', () => {
  it('stops between two builds once it is told to', async () => {
    const stop = new AbortController();
    const goOn = goingOn({ now: () => 0 }, undefined, stop.signal);
    let asked = 0;
    const render = renderingWith(() => {
      asked += 1;
      if (asked === 2) stop.abort(new Error('told to stop'));
      goOn();
    });
    await expect(render(new Map())).rejects.toThrow('told to stop');
    expect(asked).toBe(2);
    const place = { tree, targets: [aTarget('one')], builds: createBuildCache(), goOn };
    await expect(findBystanders(place)).rejects.toThrow('told to stop');
  });

  it('stops once it took too long, and says what to do instead', async () => {
    let now = 0;
    const goOn = goingOn({ now: () => now }, 120_000, undefined);
    expect(goOn()).toBeUndefined();
    now = 120_001;
    await expect(renderingWith(goOn)(new Map())).rejects.toThrow(
      'adopting drift: took longer than 120s, so nothing was adopted; adopt one target, object or field at a time with tidewatch adopt',
    );
  });

  it('builds anew only what reads an edited file', async () => {
    const builds = createBuildCache();
    const render = renderingWith(() => {}, builds);
    await render(new Map());
    const before = builds.counts().asked;
    const edited = await render(new Map([['overlays/two/a.yaml', configMapYaml('a', 'y')]]));
    expect(builds.counts().asked - before).toBe(1);
    expect(names.map((name) => edited.get(name)?.built[0]?.manifest.data)).toEqual([
      { value: 'x' },
      { value: 'y' },
      { value: 'x' },
    ]);
  });
});
