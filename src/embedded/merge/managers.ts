import { EMPTY_FIELD_SET, type FieldSet } from '../fieldpath/field-set.ts';

/** What one manager owns. */
export interface Manager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  /** The version the fields are named in. */
  readonly apiVersion: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  /** When the manager last changed something; RFC 3339, to the second. */
  readonly time: string | undefined;
  readonly fields: FieldSet;
}

/** Managers by their identity. */
export type Managers = ReadonlyMap<string, Manager>;

/**
 * Who a manager is: an applier is the same whatever version it applies in, an
 * updater is another one for every version.
 */
export function managerId(of: Omit<Manager, 'time' | 'fields'>): string {
  const { manager, operation, apiVersion, subresource } = of;
  return JSON.stringify({
    manager,
    operation,
    ...(operation === 'Update' ? { apiVersion } : {}),
    ...(subresource === '' ? {} : { subresource }),
  });
}

export function fieldsOf(managers: Managers, id: string): FieldSet {
  return managers.get(id)?.fields ?? EMPTY_FIELD_SET;
}
