import { didYouMean } from '../model/did-you-mean.ts';
import {
  type MaintenanceWindow,
  MaintenanceWindowError,
  parseMaintenanceWindows,
} from '../model/maintenance-window.ts';
import type { ApprovalPolicy, TargetPolicy } from '../model/target.ts';
import { type FieldReader, problemAt, readText } from './field-reader.ts';
import type { TargetDefaults } from './layout.ts';

const approvals: readonly ApprovalPolicy[] = ['deletions', 'hooks', 'always'];

/** What the annotations of a Kustomization or Application say about when its target may change. */
export function readPolicy(reader: FieldReader, defaults: TargetDefaults): TargetPolicy {
  const annotation = (name: string) => ['metadata', 'annotations', `tidewatch.dev/${name}`];
  const approved = readText(reader, annotation('approve')) ?? '';
  return {
    windows: readWindows(reader, annotation('maintenance-window')) ?? defaults.windows ?? [],
    approval: readApproval(reader, annotation('approval')) ?? defaults.approval ?? 'deletions',
    approved: approved.split(/[\s,]+/).filter((digest) => digest !== ''),
  };
}

/** What a target has that nothing declares. */
export function defaultPolicy({
  windows = [],
  approval = 'deletions',
}: TargetDefaults): TargetPolicy {
  return { windows, approval, approved: [] };
}

function readWindows(
  reader: FieldReader,
  path: readonly string[],
): readonly MaintenanceWindow[] | undefined {
  const text = readText(reader, path);
  try {
    return text === undefined ? undefined : parseMaintenanceWindows(text);
  } catch (thrown) {
    if (!(thrown instanceof MaintenanceWindowError)) throw thrown;
    const advice = 'correct it: until then nothing is changed at all';
    reader.blocked.push(problemAt(reader, path, 'WRONG_VALUE', thrown.message, advice));
    return undefined;
  }
}

function readApproval(reader: FieldReader, path: readonly string[]): ApprovalPolicy | undefined {
  const text = readText(reader, path);
  const known = approvals.find((one) => one === text);
  if (text !== undefined && known === undefined) {
    const what = `${path.at(-1)}: ${text} is not known`;
    const advice = didYouMean(text, approvals, `write ${approvals.join(', ')}`);
    reader.blocked.push(problemAt(reader, path, 'WRONG_VALUE', what, advice));
  }
  return known;
}
