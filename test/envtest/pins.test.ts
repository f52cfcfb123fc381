import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_IMAGES } from '../../src/monitor/resolve/images.ts';
import { folderName, linkerFlags, pinnedVersion } from './pins.ts';
import {
  controlPlaneTools,
  defaultPrometheusTools,
  operatorTools,
  oracleTools,
  prometheusTools,
  thanosTools,
} from './tool-set.ts';

const goMod = `
module example.com/tools

require example.com/alone v0.1.0

require (
	k8s.io/kubernetes v1.36.3
	go.etcd.io/etcd/server/v3 v3.6.8 // indirect
	// example.com/commented v9.9.9
)

replace example.com/replaced => example.com/replaced v2.0.0
`;

describe('the version that go.mod pins', () => {
  it.each([
    { module: 'k8s.io/kubernetes', version: '1.36.3' },
    { module: 'go.etcd.io/etcd/server/v3', version: '3.6.8' },
    { module: 'example.com/alone', version: '0.1.0' },
  ])('of $module is $version', ({ module, version }) => {
    expect(pinnedVersion(goMod, module)).toBe(version);
  });

  it.each(['example.com/commented', 'example.com/replaced', 'k8s.io/kube'])(
    'of %s is not there',
    (module) => {
      expect(() => pinnedVersion(goMod, module)).toThrow(
        `go.mod requires no version of ${module}; add it to the require block`,
      );
    },
  );
});

describe('the folder', () => {
  it('is named for the pins and the machine', () => {
    expect(folderName(controlPlaneTools, goMod, { platform: 'linux', arch: 'x64' })).toBe(
      'kubernetes-1.36.3-etcd-3.6.8-linux-x64',
    );
  });

  it('of the default Prometheus is for the version that monitors have by default', async () => {
    const real = await readFile(join(import.meta.dirname, 'prometheus-2/go.mod'), 'utf8');
    const module = 'github.com/prometheus/prometheus';
    expect(`v${pinnedVersion(real, module).replace(/^0/, '2')}`).toBe(
      DEFAULT_IMAGES.prometheus.version,
    );
  });

  it.each([
    controlPlaneTools,
    oracleTools,
    prometheusTools,
    defaultPrometheusTools,
    thanosTools,
    operatorTools,
  ])('of $title has its pins in go.mod', async (toolSet) => {
    const real = await readFile(join(import.meta.dirname, toolSet.goModule, 'go.mod'), 'utf8');
    expect(folderName(toolSet, real, { platform: 'darwin', arch: 'arm64' })).toMatch(
      /^[a-z]+(-\d+\.\d+\.\d+(-[a-z]+)?)+-darwin-arm64$/,
    );
  });
});

describe('the linker flags', () => {
  it('tell Kubernetes its version', () => {
    expect(linkerFlags(controlPlaneTools, goMod)).toBe(
      '-s -w -X k8s.io/component-base/version.gitVersion=v1.36.3 -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=36 -X k8s.io/component-base/version.gitTreeState=clean',
    );
  });

  it('are plain for anything else', () => {
    expect(linkerFlags(oracleTools, goMod)).toBe('-s -w');
  });
});
