import { isOurs, type ManagedFieldsEntry, managedFieldsOf } from '../model/managed-fields.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Writer } from './field-difference.ts';
import type { OwnedPlace } from './owned-place.ts';

/** Who owns a field now: others before ourselves, the latest first. */
export function writerAt(place: OwnedPlace): Writer | undefined {
  const entries = place.map(({ entry }) => entry);
  const others = entries.filter((entry) => !isOurs(entry));
  const entry = latest(others.length > 0 ? others : entries);
  return entry && { ...writer(entry), recorded: true };
}

/** Who else wrote anything but the status of an object last, where that was not before us. */
export function lastOtherWriter(live: Manifest): Writer | undefined {
  const entries = managedFieldsOf(live).filter(({ subresource }) => subresource !== 'status');
  const ours = entries.find(isOurs);
  const entry = latest(entries.filter((one) => !isOurs(one)));
  if (entry === undefined || timeOf(entry) < timeOf(ours)) return undefined;
  return { ...writer(entry), recorded: false };
}

/** When we wrote an object last, RFC 3339; empty where the server does not say. */
export function ourTime(live: Manifest): string {
  return timeOf(managedFieldsOf(live).find(isOurs));
}

function writer(entry: ManagedFieldsEntry): Omit<Writer, 'recorded'> {
  const { manager, operation, subresource } = entry;
  return { manager, operation, subresource, time: timeOf(entry) || undefined };
}

function latest(entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry | undefined {
  return entries.toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1)).at(0);
}

/** Times of one form and one time zone: they sort as text. */
function timeOf(entry: ManagedFieldsEntry | undefined): string {
  return typeof entry?.raw.time === 'string' ? entry.raw.time : '';
}
