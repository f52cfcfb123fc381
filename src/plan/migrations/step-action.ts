import type { JsonObject } from '../../model/json.ts';

/** An object that a step touches: no other one of that name. */
export interface StepObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** A volume: a PersistentVolume by name and uid. */
export interface StepVolume {
  readonly name: string;
  readonly uid: string;
}

/** A claim by its place: it may not exist yet. */
export interface ClaimName {
  readonly namespace: string;
  readonly name: string;
}

/** Everything that a step of a migration can do. Plain data: it is kept in the ledger. */
export type StepAction =
  /** Keeps in the ledger what the migration found, and what it is going to do. */
  | { readonly kind: 'record' }
  /** Makes sure that a volume outlives its claim; its policy until then is kept on it. */
  | { readonly kind: 'keep-volume'; readonly volume: StepVolume; readonly policy: string }
  /** Gives a volume the policy back that it had before; it must be bound to `claim`. */
  | {
      readonly kind: 'restore-policy';
      readonly volume: StepVolume;
      readonly policy: string;
      readonly claim: ClaimName;
    }
  /** Stops a Deployment, and waits until its pods are gone. */
  | { readonly kind: 'scale-to-zero'; readonly workload: StepObject; readonly replicas: number }
  /** Deletes a claim whose volume is kept; `claim` is what would be made to take it back. */
  | {
      readonly kind: 'delete-claim';
      readonly object: StepObject;
      readonly volume: StepVolume;
      readonly claim: JsonObject;
    }
  /** Reserves a volume for a claim; `before` is whom it was for. */
  | {
      readonly kind: 'reserve-volume';
      readonly volume: StepVolume;
      readonly claim: ClaimName;
      readonly before: ClaimName;
    }
  /** Makes a claim for a volume that is reserved for it, and waits until they are bound. */
  | { readonly kind: 'create-claim'; readonly claim: JsonObject; readonly volume: StepVolume }
  /** Looks whether a pod is ready on the volume; changes nothing. */
  | {
      readonly kind: 'check-volume';
      readonly volume: StepVolume;
      readonly claim: ClaimName;
      readonly pod: string;
    }
  /** Asks for more storage, and waits until the volume has it. `size` is a quantity. */
  | {
      readonly kind: 'grow-claim';
      readonly volume: StepVolume;
      readonly claim: ClaimName;
      readonly size: string;
    }
  /** Deletes a StatefulSet, and leaves its pods running. */
  | { readonly kind: 'release-pods'; readonly object: StepObject }
  /** Labels pods that run without a StatefulSet, so that the next one takes them. */
  | {
      readonly kind: 'label-pods';
      readonly pods: readonly StepObject[];
      readonly labels: Readonly<Record<string, string>>;
    }
  /** Deletes an object that holds no data. */
  | { readonly kind: 'delete-object'; readonly object: StepObject };
