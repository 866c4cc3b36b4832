/**
 * What no value of a field may hold (RFC 9110 5.5): anything that could end a line, and anything beyond one byte,
 * because U+010A written as latin1 is a line feed.
 */
export const notInValue = /[^\t\x20-\x7e\x80-\xff]/;
