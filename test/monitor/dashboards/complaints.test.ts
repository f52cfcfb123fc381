import { expect, it } from 'vitest';
import { stringifyJson } from '../../../src/model/json.ts';
import { expansionOf } from '../support/expansion.ts';
import { clusterText, documents, monitorText } from '../support/monitor-text.ts';
import { find } from '../support/read-objects.ts';

// What users of other tools report of dashboards, told as what must not happen here.

const everything = '{pd: {}, tidb: {}, tikv: {}, tiflash: {}, ticdc: {}, tiproxy: {}}';

function generated() {
  const clusters = Array.from({ length: 50 }, (_, index) =>
    clusterText(`cluster-${index}`, 'demo', everything),
  );
  const { objects } = expansionOf(documents(monitorText('  grafana: {}\n'), ...clusters));
  return find(objects, 'ConfigMap', 'basic-monitor-grafana');
}

it('dashboards stay far below the 1 MiB that an object may have, for fifty clusters, too', () => {
  expect(Buffer.byteLength(stringifyJson(generated()))).toBeLessThan(1024 * 1024 * 0.4);
});

it('dashboards have nothing that Flux could blank, and tell it to fill in nothing', () => {
  const { metadata, data } = generated();
  expect(metadata.annotations?.['kustomize.toolkit.fluxcd.io/substitute']).toBe('disabled');
  expect(stringifyJson(data ?? {})).not.toContain('${');
});
