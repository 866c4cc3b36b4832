/** What counts as the same. The defaults are strict: what a client could notice is a difference. */
export interface ComparePolicy {
  /** `{ "a": null }` and `{}` are the same. */
  readonly nullIsAbsent: boolean;
  /** `"19.90"` and `"19.9"` are the same. */
  readonly numericTextByValue: boolean;
  /** Relative distance up to which two fractions are the same; on top of the last-bit tolerance that always holds. */
  readonly fractionTolerance: number;
  /** Header names (lower case) that are left out. */
  readonly ignoredHeaders: ReadonlySet<string>;
}

export const STRICT_POLICY: ComparePolicy = {
  nullIsAbsent: false,
  numericTextByValue: false,
  fractionTolerance: 0,
  ignoredHeaders: new Set(),
};
