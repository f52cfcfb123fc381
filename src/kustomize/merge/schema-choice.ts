import type { JsonObject } from '../../model/json.ts';
import { isBuiltIn, isBuiltInClusterScoped } from '../gvk.ts';
import type { OpenApi } from '../load/read-openapi.ts';
import type { Scopes } from '../resource-id.ts';
import { CustomSchemas, type OtherTypes } from './custom-schema.ts';
import { builtInSchemas, type MergeSchema, type MergeSchemas } from './schema.ts';

/** What a build knows of types, as long as it knows no OpenAPI document. */
export interface PlainTypes {
  readonly chosen: 'built-in' | undefined;
  readonly builtIn: 'unused' | 'wanted' | 'used';
}

/**
 * Which types a build knows. As in kustomize the first kustomization that
 * names an OpenAPI document decides for the whole build. It replaces the
 * built-in types where they were not needed before, and joins them otherwise.
 */
export class SchemaChoice implements MergeSchemas, Scopes {
  #chosen: OpenApi | undefined;
  #version = 0;
  #builtIn: 'unused' | 'wanted' | 'used' = 'unused';
  /** The built-in types beside the document's; known once types were asked for. */
  #others: OtherTypes | 'none' | undefined;

  /** Everything that is known; `undefined` where an OpenAPI document counts. */
  get plain(): PlainTypes | undefined {
    const chosen = this.#chosen;
    if (chosen !== undefined && chosen !== 'built-in') return undefined;
    return { chosen, builtIn: this.#builtIn };
  }

  /** To be called in the place of work that was done before, and ended so. */
  resume({ chosen, builtIn }: PlainTypes): void {
    this.#chosen = chosen;
    this.#builtIn = builtIn;
  }

  choose(openApi: OpenApi | undefined): void {
    if (this.#chosen !== undefined || openApi === undefined) return;
    this.#chosen = openApi;
    this.#version++;
  }

  get version(): number {
    return this.#version;
  }

  isClusterScoped(apiVersion: string, kind: string): boolean {
    const custom = this.#custom;
    if (custom === undefined || isBuiltIn(apiVersion, kind)) {
      return isBuiltInClusterScoped(apiVersion, kind);
    }
    return custom.isClusterScoped(apiVersion, kind);
  }

  /**
   * To be called when an object is read: kustomize looks up whether its kind
   * has a namespace, and of kinds it does not know by heart in its types.
   */
  noteObject(apiVersion: string, kind: string): void {
    if (this.#builtIn !== 'unused' || this.#custom !== undefined) return;
    if (!isBuiltIn(apiVersion, kind)) this.#builtIn = 'wanted';
  }

  find(apiVersion: string, kind: string): MergeSchema | undefined {
    const custom = this.#custom;
    if (custom === undefined) {
      this.#builtIn = 'used';
      return builtInSchemas.find(apiVersion, kind);
    }
    const others = this.#otherTypes();
    const own = custom.find(apiVersion, kind, others);
    if (others === undefined) return own;
    const builtIn = builtInSchemas.find(apiVersion, kind);
    return others.win ? (builtIn ?? own) : (own ?? builtIn);
  }

  schema(schema: JsonObject): MergeSchema | undefined {
    const custom = this.#custom;
    if (custom !== undefined) return custom.schema(schema, this.#otherTypes());
    this.#builtIn = 'used';
    return NO_TYPES.schema(schema, { ...builtInSchemas, win: true });
  }

  get #custom(): CustomSchemas | undefined {
    return this.#chosen === 'built-in' ? undefined : this.#chosen;
  }

  /** Of two types of one name kustomize takes the one it read last. */
  #otherTypes(): OtherTypes | undefined {
    this.#others ??=
      this.#builtIn === 'unused' ? 'none' : { ...builtInSchemas, win: this.#builtIn === 'wanted' };
    return this.#others === 'none' ? undefined : this.#others;
  }
}

const NO_TYPES = new CustomSchemas({});
