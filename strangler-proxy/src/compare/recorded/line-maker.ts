import { randomBytes } from 'node:crypto';
import { createPseudonymizer } from './pseudonyms.ts';
import { type Recorded, writeRecorded } from './recording.ts';
import { SessionTracker } from './sessions.ts';

/**
 * Makes lines of a recording of exchanges as they come: callers told apart, secrets replaced unless they are kept.
 *
 * @param secrets `pseudonyms`: cookies, tokens and passwords are replaced by stand-ins, the same for the same value. `keep`:
 * all as it is, which replaying logins needs; then the lines are as secret as the traffic.
 */
export function createLineMaker(secrets: 'pseudonyms' | 'keep'): (recorded: Recorded) => string {
  const sessions = new SessionTracker();
  const pseudonymizer = secrets === 'keep' ? undefined : createPseudonymizer(randomBytes(32));
  return ({ request, answer }) => {
    const session = request.session ?? sessions.sessionOf(request.headers);
    sessions.remember(session, answer.headers);
    const recorded = { request: { ...request, session }, answer };
    return writeRecorded(pseudonymizer ? pseudonymizer.hide(recorded) : recorded);
  };
}
