/** `Get` of `@Get` and of `@nest.Get`. */
export const lastName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
