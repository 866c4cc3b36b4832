/** Legal file names, table names and routes that attack whoever prints them. */
export const hostileNames: readonly string[] = [
  '<img src=x onerror=alert(1)>.ts',
  '</script><script>alert(1)</script>.ts',
  '<!--<script>.ts',
  '-->]]>.ts',
  '"onmouseover="alert(1).ts',
  "'; alert(1); '.ts",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an attack on template strings
  '`${alert(1)}`.ts',
  'line\nbreak.ts',
  'carriage\rreturn\u2028separator.ts',
  'right\u202eto-left.ts',
  '\u001b[31mred\u0007.ts',
  '\u0000nul.ts',
  '| cell | [link](javascript:alert(1)) @everyone #1.ts',
  '```fence.ts',
  '"]; end --> subgraph.ts',
  'back\\slash\\".ts',
  '%%{init: {"securityLevel": "loose"}}%%.ts',
  '=cmd|calc!A1',
  '__proto__',
  'constructor',
  'toString',
  `${'long'.repeat(60)}.ts`,
];

/** What no line for a person may hold: terminal escapes, direction marks, separators that are no newline. */
export const unseenCharacters = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
