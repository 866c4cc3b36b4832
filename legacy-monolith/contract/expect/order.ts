type Sortable = string | number;

export const rises = (values: readonly Sortable[]): boolean =>
  values.every((value, index) => index === 0 || (values[index - 1] ?? value) <= value);

export const falls = (values: readonly Sortable[]): boolean =>
  values.every((value, index) => index === 0 || (values[index - 1] ?? value) >= value);

/** Falls, and no value comes twice: newest first by id. */
export const fallsStrictly = (values: readonly Sortable[]): boolean =>
  falls(values) && new Set(values).size === values.length;
