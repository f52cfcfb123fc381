import { compareText, splitApiVersion } from '../../model/object-id.ts';
import { apiVersionOf, type ResourceType } from './resource-type.ts';

/** Groups that only take requests and store nothing, in their only version. */
export const VIRTUAL_GROUP_VERSIONS: readonly string[] = ['authorization.k8s.io/v1'];
const VIRTUAL = VIRTUAL_GROUP_VERSIONS.map((one) => splitApiVersion(one).group);

/** The resources that are served, by group, version and plural. */
export class TypeCatalog {
  readonly #types = new Map<string, ResourceType>();
  #generation = 0;

  /** Changes whenever something is added or removed. */
  get generation(): number {
    return this.#generation;
  }

  add(type: ResourceType): void {
    this.#types.set(keyOf(apiVersionOf(type.info), type.info.plural), type);
    this.#generation++;
  }

  remove(type: ResourceType): void {
    this.#types.delete(keyOf(apiVersionOf(type.info), type.info.plural));
    this.#generation++;
  }

  find(apiVersion: string, plural: string): ResourceType | undefined {
    return this.#types.get(keyOf(apiVersion, plural));
  }

  /** Whether anything is served in a group, in any version. */
  servesGroup(group: string): boolean {
    return VIRTUAL.includes(group) || this.all().some(({ info }) => info.group === group);
  }

  /** Whether the group of a version is one of the server's own. */
  hasBuiltins(apiVersion: string): boolean {
    const { group } = splitApiVersion(apiVersion);
    if (VIRTUAL.includes(group)) return true;
    return this.all().some(
      ({ info, codec }) => info.group === group && codec.definition !== undefined,
    );
  }

  findKind(apiVersion: string, kind: string): ResourceType | undefined {
    return this.all().find(({ info }) => info.kind === kind && apiVersionOf(info) === apiVersion);
  }

  /** Any version of a stored resource. */
  findStorage(storage: string): ResourceType | undefined {
    for (const type of this.#types.values()) if (type.storage === storage) return type;
    return undefined;
  }

  all(): readonly ResourceType[] {
    return [...this.#types.values()];
  }

  /** Each stored resource once. */
  stored(): readonly ResourceType[] {
    const byStorage = new Map(this.all().map((type) => [type.storage, type]));
    return [...byStorage.values()].sort((a, b) => compareText(a.storage, b.storage));
  }
}

function keyOf(apiVersion: string, plural: string): string {
  return `${apiVersion}/${plural}`;
}
