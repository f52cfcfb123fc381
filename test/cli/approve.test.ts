import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readApprovals } from '../../src/agent/approvals.ts';
import { run } from '../../src/cli/run.ts';
import { encodeStatus, statusRecordOf } from '../../src/report/status-record.ts';
import type { TargetReport } from '../../src/report/target-report.ts';
import { embeddedTheatre, openStage, type Stage, type Theatre } from '../scenarios/phases/stage.ts';
import { recordingIo } from '../support/recording-io.ts';
import { aReport } from '../support/targets.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await embeddedTheatre();
});
afterAll(() => theatre.close());

const idOf = (kind: string, name: string, group = '') => ({ group, kind, namespace: 'db', name });
const held = { digest: 'sha256:plan', reasons: [], objects: [idOf('StatefulSet', 'm', 'apps')] };
const kept = { digest: 'sha256:data', claims: [idOf('PersistentVolumeClaim', 'data-1')] };

/** A target about which an agent has said this. */
async function openReported(fields: Partial<TargetReport>) {
  const stage = await openStage(theatre);
  const record = encodeStatus(statusRecordOf(aReport('web', fields), undefined), stage.system);
  await stage.cluster.apply(record, { fieldManager: 'tidewatch-status' });
  const approved = async () => [...(await readApprovals('web', stage.system, stage.cluster))];
  return { stage, approve: (digest: string) => approve(stage, digest), approved };
}

async function approve({ system }: Stage, digest: string) {
  const io = recordingIo(tmpdir());
  const where = ['--kubeconfig', theatre.kubeconfig, '--namespace', system];
  const code = await run(['approve', 'web', digest, ...where], io);
  return { code, stdout: io.output(), stderr: io.errors() };
}

describe('an approval', () => {
  it('of data that is kept names the claims that go', async () => {
    const { approve, approved, stage } = await openReported({ kept });
    expect(await approve('sha256:data')).toEqual({
      code: 0,
      stdout: 'web: approved the deletion of PersistentVolumeClaim/db/data-1 (sha256:data)\n',
      stderr: '',
    });
    expect(await approved()).toEqual(['sha256:data']);
    await stage[Symbol.asyncDispose]();
  });

  it('leaves what was approved beside it, and lets go what nothing waits for any more', async () => {
    const { approve, approved, stage } = await openReported({ held, kept });
    await stage.cluster.patch(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace: stage.system,
        name: 'tidewatch-status-web',
      },
      {
        type: 'merge',
        document: { metadata: { annotations: { 'tidewatch.dev/approve': 'sha256:old' } } },
      },
      { fieldManager: 'somebody' },
    );
    await approve('sha256:plan');
    await approve('sha256:data');
    expect(await approved()).toEqual(['sha256:plan', 'sha256:data']);
    await stage[Symbol.asyncDispose]();
  });

  it('of something else is refused, with what waits', async () => {
    const { approve, approved, stage } = await openReported({ held, kept });
    expect(await approve('sha256:other')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'web: the plan has changed to sha256:plan and sha256:data since sha256:other; look at `tidewatch status` again and approve what it shows\n',
    });
    expect(await approved()).toEqual([]);
    await stage[Symbol.asyncDispose]();
  });
});
