/** Name, among what was not read, of a code base of which only a folder is analysed. */
export const ONLY_A_PART = 'code base';
