import { describe, expect, it } from 'vitest';
import { packBuild, unpackBuild } from '../../../src/agent/build-cache/packed-build.ts';

const build = {
  objects: [
    {
      manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { b: 'c' } },
      provenance: { object: { file: 'a.yaml', line: 3, column: 1 }, field: () => undefined },
    },
  ],
  warnings: [],
};

describe('a packed build', () => {
  it('gives the same objects again, each time new ones', () => {
    const packed = packBuild(build);
    const [first] = unpackBuild(packed).objects;
    expect(first?.manifest).toEqual(build.objects[0]?.manifest);
    expect(first?.provenance.object).toEqual({ file: 'a.yaml', line: 3, column: 1 });
    expect(unpackBuild(packed).objects[0]?.manifest).not.toBe(first?.manifest);
  });

  it('holds no more memory than its bytes', () => {
    const packed = packBuild(build);
    expect(packed.buffer.byteLength).toBe(packed.byteLength);
  });
});
