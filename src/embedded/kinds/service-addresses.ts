import { objectOf, objectsOf, textOf } from '../registry/metadata.ts';
import type { Registry } from '../registry/registry.ts';

const RANGE = '10.96.';
const SIZE = 1 << 16;
const FIRST_PORT = 30_000;
const LAST_PORT = 32_767;

/** The addresses and node ports that no stored Service has. */
export interface FreeAddresses {
  /** Takes a free address; `undefined` where there is none left. */
  takeAddress(): string | undefined;
  /** Whether an address is in the service network and free. */
  isFree(address: string): boolean;
  /** Takes a free node port; `undefined` where there is none left. */
  takePort(): number | undefined;
}

function addressAt(index: number): string {
  return `${RANGE}${index >> 8}.${index & 255}`;
}

/**
 * What is free follows from what is stored: a write that is refused, or only
 * tried, takes nothing.
 */
export function freeAddresses(registry: Registry): FreeAddresses {
  const specs = [...registry.store.collection('services').objects.values()].map((service) =>
    objectOf(service.spec),
  );
  const addresses = new Set(specs.map((spec) => textOf(spec.clusterIP)));
  const ports = new Set(specs.flatMap((spec) => objectsOf(spec.ports).map((one) => one.nodePort)));
  const inRange = (address: string): boolean =>
    address.startsWith(RANGE) && address !== addressAt(0) && address !== addressAt(SIZE - 1);
  return {
    takeAddress: () => {
      for (let index = 1; index < SIZE - 1; index++) {
        const address = addressAt(index);
        if (addresses.has(address)) continue;
        addresses.add(address);
        return address;
      }
      return undefined;
    },
    isFree: (address) => inRange(address) && !addresses.has(address),
    takePort: () => {
      for (let port = FIRST_PORT; port <= LAST_PORT; port++) {
        if (ports.has(port)) continue;
        ports.add(port);
        return port;
      }
      return undefined;
    },
  };
}
