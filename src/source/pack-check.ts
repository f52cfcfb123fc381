import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { formatBytes } from '../model/bytes.ts';
import { brokenAnswer, repositoryTooLarge } from './http-problems.ts';

export interface PackLimits {
  /** Bytes of one object, inflated. */
  readonly objectSize: number;
  /** Bytes of all objects together, inflated. */
  readonly inflatedSize: number;
}

const HEADER = 12;
const CHECKSUM = 20;
const OFFSET_DELTA = 6;
const REFERENCE_DELTA = 7;

interface ObjectHeader {
  readonly type: number;
  readonly size: number;
  /** Where the compressed data starts. */
  readonly data: number;
}

/**
 * Refuses a pack that is damaged, or small but huge when inflated, before
 * anything else looks at it: indexing inflates every object in memory. Throws
 * `SourceError` (`RESPONSE_BROKEN`, `REPOSITORY_TOO_LARGE`).
 */
export function checkPack(pack: Buffer, limits: PackLimits, address: string): void {
  const end = pack.length - CHECKSUM;
  if (end < HEADER || pack.toString('latin1', 0, 4) !== 'PACK') {
    throw brokenAnswer(address, 'no pack in it');
  }
  const checksum = createHash('sha1').update(pack.subarray(0, end)).digest();
  if (!checksum.equals(pack.subarray(end))) {
    throw brokenAnswer(address, 'the checksum of the pack is wrong');
  }
  let offset = HEADER;
  let total = 0;
  const count = pack.readUInt32BE(8);
  for (let index = 0; index < count; index += 1) {
    const header = readHeader(pack, offset);
    total += checkSize(header.size, limits, address);
    if (total > limits.inflatedSize) {
      throw repositoryTooLarge(address, `more than ${formatBytes(limits.inflatedSize)} of files`);
    }
    // Output over the declared size is an error of its own: a header cannot lie.
    const { buffer, engine } = inflate(pack.subarray(header.data, end), header.size, address);
    if (header.type === OFFSET_DELTA || header.type === REFERENCE_DELTA) {
      total += checkSize(deltaResultSize(buffer), limits, address);
    }
    offset = header.data + engine.bytesWritten;
  }
}

function checkSize(size: number, limits: PackLimits, address: string): number {
  if (size <= limits.objectSize) return size;
  throw repositoryTooLarge(
    address,
    `a file of ${formatBytes(size)}, over the limit of ${formatBytes(limits.objectSize)}`,
  );
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function inflate(data: Buffer, size: number, address: string): Inflated {
  try {
    const inflated: unknown = inflateSync(data, { maxOutputLength: Math.max(1, size), info: true });
    if (isInflated(inflated) && inflated.buffer.length === size) return inflated;
  } catch (cause) {
    throw brokenAnswer(address, 'an object of the pack cannot be inflated', cause);
  }
  throw brokenAnswer(address, 'an object of the pack has the wrong size');
}

/** With `info`, `inflateSync` returns this shape, which its declared type leaves out. */
function isInflated(value: unknown): value is Inflated {
  return typeof value === 'object' && value !== null && 'buffer' in value && 'engine' in value;
}

/** The first byte holds the type and four bits of the size, seven more follow in each next byte. */
function readHeader(pack: Buffer, offset: number): ObjectHeader {
  let position = offset;
  let byte = pack.readUInt8(position);
  const type = (byte >> 4) & 0b111;
  let size = byte & 0b1111;
  let factor = 16;
  while ((byte & 0b1000_0000) !== 0) {
    position += 1;
    byte = pack.readUInt8(position);
    // Multiplied, because sizes may be over the 32 bits of shifts.
    size += (byte & 0b111_1111) * factor;
    factor *= 128;
  }
  position += 1;
  if (type === OFFSET_DELTA) {
    while ((pack.readUInt8(position) & 0b1000_0000) !== 0) position += 1;
    position += 1;
  }
  if (type === REFERENCE_DELTA) position += 20;
  return { type, size, data: position };
}

/** A delta starts with the size of its base and the size of its result. */
function deltaResultSize(delta: Buffer): number {
  let position = 0;
  while ((delta[position] ?? 0) >= 0b1000_0000) position += 1;
  position += 1;
  let size = 0;
  let factor = 1;
  let byte: number;
  do {
    byte = delta[position] ?? 0;
    size += (byte & 0b111_1111) * factor;
    factor *= 128;
    position += 1;
  } while (byte >= 0b1000_0000);
  return size;
}
