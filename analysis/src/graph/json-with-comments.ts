/** JSON as compilers' configuration files write it: with comments and trailing commas. */
export function parseJsonWithComments(text: string): unknown {
  let plain = '';
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      plain += text.slice(at, end);
      at = end;
    } else if (text.startsWith('//', at)) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      at = end < 0 ? text.length : end + 2;
    } else if (
      character === ',' &&
      /^,(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*[\]}]/.test(text.slice(at, at + 4_096))
    ) {
      at += 1;
    } else {
      plain += character;
      at += 1;
    }
  }
  return JSON.parse(plain);
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
