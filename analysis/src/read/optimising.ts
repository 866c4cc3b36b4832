/** V8 of Node 24. Before, and on other processors, Maglev may be missing, and nothing would be left but code that is not optimised at all. */
const firstWithMaglev = 13;

/** Whether V8 can do without its optimising compiler (TurboFan): where Maglev, the compiler before it, makes the code fast enough. */
export const canGoUnoptimised =
  Number.parseInt(process.versions.v8, 10) >= firstWithMaglev && ['x64', 'arm64'].includes(process.arch);
