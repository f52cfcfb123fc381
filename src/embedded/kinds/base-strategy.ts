import { EMPTY_FIELD_SET, fieldSetOf } from '../fieldpath/field-set.ts';
import type { Strategy } from '../registry/resource-type.ts';
import { dnsSubdomain } from '../validation/names.ts';

/** A kind with nothing particular about it. */
export const BASE_STRATEGY: Strategy = {
  validateName: dnsSubdomain,
  createOnUpdate: false,
  unconditionalUpdate: true,
  propagation: 'Background',
  resetFields: { '': EMPTY_FIELD_SET, status: EMPTY_FIELD_SET },
  admit: (object) => object,
  prepareForCreate: (object) => object,
  prepareForUpdate: (next) => next,
  prepareForStatusUpdate: (next) => next,
  validate: () => [],
  validateUpdate: () => [],
  validateStatusUpdate: () => [],
  returnsDeleted: false,
  deletionWarning: undefined,
  whileDeleting: (object) => object,
  graceful: () => undefined,
  beforeDelete: () => {},
  mayRemove: () => true,
};

/** What the main endpoint of a kind with a status resets. */
export const RESET_STATUS = fieldSetOf(['f:status']);
/** What the status endpoint of most kinds resets. */
export const RESET_SPEC = fieldSetOf(['f:spec']);
export const RESET_SPEC_AND_LABELS = fieldSetOf(['f:spec'], ['f:metadata', 'f:labels']);
export const RESET_SPEC_AND_METADATA = fieldSetOf(['f:spec'], ['f:metadata']);
