/** Votes for services, by their numbers; cleared and used again, as one is counted for every function in every round. */
export class Ballot {
  /** Services that were voted for, in the order of their first votes. */
  readonly services: number[] = [];
  readonly #votes: Float64Array;

  /** @param services how many there are. */
  constructor(services: number) {
    this.#votes = new Float64Array(services);
  }

  clear(): void {
    for (const service of this.services) this.#votes[service] = 0;
    this.services.length = 0;
  }

  /** @param votes more than 0. */
  add(service: number, votes: number): void {
    const before = this.of(service);
    if (before === 0) this.services.push(service);
    this.#votes[service] = before + votes;
  }

  of(service: number): number {
    return this.#votes[service] as number;
  }

  get total(): number {
    let sum = 0;
    for (const service of this.services) sum += this.of(service);
    return sum;
  }

  /** Who has most; among equals the lowest number. −1: nobody voted. */
  get first(): number {
    let first = -1;
    for (const service of this.services) {
      if (
        first < 0 ||
        this.of(service) > this.of(first) ||
        (this.of(service) === this.of(first) && service < first)
      )
        first = service;
    }
    return first;
  }
}
