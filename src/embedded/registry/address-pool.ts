const RANGE = '10.0.0.';
const FIRST_NODE_PORT = 30_000;
const LAST_NODE_PORT = 32_767;

/** The service network: cluster addresses of `10.0.0.0/24`, and node ports. */
export class AddressPool {
  readonly #addresses = new Set<string>();
  readonly #ports = new Set<number>();

  /** A free address; `undefined` where there is none left. */
  allocateAddress(): string | undefined {
    for (let last = 1; last < 255; last++) {
      const address = `${RANGE}${last}`;
      if (this.#addresses.has(address)) continue;
      this.#addresses.add(address);
      return address;
    }
    return undefined;
  }

  /** Takes a certain address; says whether it was free. */
  takeAddress(address: string): boolean {
    if (this.#addresses.has(address)) return false;
    this.#addresses.add(address);
    return true;
  }

  contains(address: string): boolean {
    const last = Number(address.slice(RANGE.length));
    return address.startsWith(RANGE) && Number.isInteger(last) && last > 0 && last < 255;
  }

  releaseAddress(address: string): void {
    this.#addresses.delete(address);
  }

  allocatePort(): number | undefined {
    for (let port = FIRST_NODE_PORT; port <= LAST_NODE_PORT; port++) {
      if (this.#ports.has(port)) continue;
      this.#ports.add(port);
      return port;
    }
    return undefined;
  }

  takePort(port: number): boolean {
    if (this.#ports.has(port)) return false;
    this.#ports.add(port);
    return true;
  }

  releasePort(port: number): void {
    this.#ports.delete(port);
  }
}
