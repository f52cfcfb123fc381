import type { ServerResponse } from 'node:http';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import { ApiError, internalError, PageNotFound } from '../status/api-error.ts';
import { printJson } from './json.ts';

/** A warning as the header of that name carries it. */
function printWarning(text: string): string {
  return `299 - ${JSON.stringify(text)}`;
}

export function replyJson(
  response: ServerResponse,
  code: number,
  body: JsonValue,
  warnings: readonly string[] = [],
  mediaType = 'application/json',
): void {
  const text = `${printJson(body)}\n`;
  const headers: Record<string, string | string[]> = {
    'content-type': mediaType,
    'content-length': String(Buffer.byteLength(text)),
  };
  const unique = [...new Set(warnings)];
  if (unique.length > 0) headers.warning = unique.map(printWarning);
  response.writeHead(code, headers);
  response.end(text);
}

export function replyText(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}

/** Answers with the `Status` of whatever was thrown. */
export function replyError(
  response: ServerResponse,
  thrown: unknown,
  warnings: readonly string[] = [],
): void {
  if (thrown instanceof PageNotFound) {
    replyText(response, thrown.code, thrown.message);
    return;
  }
  const error = thrown instanceof ApiError ? thrown : internalError(describe(thrown));
  const status: JsonObject = error.toStatus();
  replyJson(response, error.code, status, warnings);
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
