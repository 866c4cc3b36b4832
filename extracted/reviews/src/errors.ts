/** Everything a caller can be told to have done wrong; the last middleware prints it in the shop's one shape. */
export class ReviewsError extends Error {
  override readonly name = 'ReviewsError';
  readonly status: number;
  readonly code: string;
  readonly fields: Readonly<Record<string, string>> | undefined;

  constructor(status: number, code: string, message: string, fields?: Readonly<Record<string, string>>) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

export const notFound = (what: string) => new ReviewsError(404, 'NOT_FOUND', `${what} does not exist.`);
export const forbidden = (message: string) => new ReviewsError(403, 'FORBIDDEN', message);
export const unauthenticated = () => new ReviewsError(401, 'UNAUTHENTICATED', 'Please log in.');
export const invalid = (fields: Readonly<Record<string, string>>) =>
  new ReviewsError(422, 'VALIDATION', `Please check: ${Object.keys(fields).join(', ')}.`, fields);
