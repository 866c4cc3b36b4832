import type { Answer } from '../client/answer.ts';
import { mismatches, type Pattern } from './shape.ts';

/** An answer that is not what the contract says. */
class ContractViolation extends Error {
  override readonly name = 'ContractViolation';
}

export function expectThat(holds: boolean, complaint: string): asserts holds {
  if (!holds) throw new ContractViolation(complaint);
}

export function expectStatus(answer: Answer, status: number): void {
  expectThat(
    answer.status === status,
    `${answer.request}: status ${answer.status}, wanted ${status}; body: ${answer.text.slice(0, 300)}`,
  );
}

/** Checks the whole body against a pattern and hands it back as what the caller says it is. */
export function expectJson<Body>(answer: Answer, status: number, pattern: Pattern): Body {
  expectStatus(answer, status);
  expectShape(answer.json, pattern, answer.request);
  return answer.json as Body;
}

export function expectShape(value: unknown, pattern: Pattern, what: string): void {
  const problems = mismatches(value, pattern);
  expectThat(problems.length === 0, `${what}: ${problems.slice(0, 8).join('; ')}`);
}

/** Checks that two answers tell the same, key by key. */
export function expectSame(value: unknown, wanted: unknown, what: string): void {
  expectShape(value, wanted as Pattern, what);
}

export function expectEmpty(answer: Answer, status: number): void {
  expectStatus(answer, status);
  expectThat(
    answer.bytes.length === 0,
    `${answer.request}: ${answer.bytes.length} bytes, wanted an empty body`,
  );
}

export function expectRedirect(answer: Answer, status: number, location: string | RegExp): void {
  expectStatus(answer, status);
  expectHeader(answer, 'location', location);
}

export function expectHeader(answer: Answer, name: string, wanted: string | RegExp): void {
  const lines = answer.headerLines(name);
  const fits =
    lines.length === 1 && (typeof wanted === 'string' ? lines[0] === wanted : wanted.test(lines[0] ?? ''));
  expectThat(fits, `${answer.request}: header ${name} is ${JSON.stringify(lines)}, wanted ${wanted}`);
}

/** Checks the one `Set-Cookie` line of a cookie; whoever stands in front of the shop may set cookies of its own. */
export function expectCookie(answer: Answer, name: string, wanted: RegExp): void {
  const lines = cookieLines(answer, name);
  expectThat(
    lines.length === 1 && wanted.test(lines[0] ?? ''),
    `${answer.request}: sets ${JSON.stringify(lines)}, wanted ${wanted}`,
  );
}

export function expectNoCookie(answer: Answer, name: string): void {
  expectThat(cookieLines(answer, name).length === 0, `${answer.request}: sets the cookie ${name}`);
}

const cookieLines = (answer: Answer, name: string): string[] =>
  answer.headerLines('set-cookie').filter((line) => line.startsWith(`${name}=`));
