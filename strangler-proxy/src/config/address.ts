/** Where a listener stands. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** @example parseAddress('[::1]:8080') // { host: '::1', port: 8080 } */
export function parseAddress(text: string): Address | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/@[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}

/** @example formatAddress({ host: '::1', port: 8080 }) // '[::1]:8080' */
export function formatAddress({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
