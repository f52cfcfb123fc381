import type { OpenApi } from '../load/read-openapi.ts';
import { builtInSchemas, type MergeSchema, type MergeSchemas } from './schema.ts';

/**
 * Which types a build knows. As in kustomize the first kustomization that
 * names an OpenAPI document decides for the whole build. It replaces the
 * built-in types where nothing was read before, and joins them otherwise.
 */
export class SchemaChoice implements MergeSchemas {
  #chosen: OpenApi | undefined;
  #builtIn: 'unused' | 'wanted' | 'used' = 'unused';
  /** Whether a type of both is taken from the document; known once types were asked for. */
  #customWins: boolean | undefined;

  choose(openApi: OpenApi | undefined): void {
    this.#chosen ??= openApi;
  }

  /** To be called when objects are read: kustomize looks up their scope. */
  noteObjects(): void {
    if (this.#builtIn === 'unused' && !this.#isCustom) this.#builtIn = 'wanted';
  }

  get #isCustom(): boolean {
    return this.#chosen !== undefined && this.#chosen !== 'built-in';
  }

  find(apiVersion: string, kind: string): MergeSchema | undefined {
    const custom = this.#chosen;
    if (custom === undefined || custom === 'built-in') {
      this.#builtIn = 'used';
      return builtInSchemas.find(apiVersion, kind);
    }
    this.#customWins ??= this.#builtIn !== 'wanted';
    const own = custom.find(apiVersion, kind);
    if (this.#builtIn === 'unused') return own;
    const builtIn = builtInSchemas.find(apiVersion, kind);
    return this.#customWins ? (own ?? builtIn) : (builtIn ?? own);
  }
}
