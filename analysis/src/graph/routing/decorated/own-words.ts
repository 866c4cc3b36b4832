/** Decorators that a file imports under another name: `@Show()` of `import { Get as Show } from '@nestjs/common'` is a `@Get()`. */
import type { DecoratorFact } from '../../../read/file-facts.ts';
import type { Program } from '../../program.ts';

/** Whose words the readers know. What an application's own modules export is known by the name that it is used by. */
const PACKAGE =
  /^(?:@nestjs\/|@tsed\/|@tsoa\/|@golevelup\/|@inversifyjs\/|(?:routing-controllers|tsoa|type-graphql|inversify-express-utils|nest-commander)$)/;

export function inOwnWords<T extends { readonly decorators: readonly DecoratorFact[] }>(
  program: Program,
  path: string,
  decorated: T,
): T {
  const { bindings } = program.file(path);
  const ownWord = ({ name, binding }: DecoratorFact): string => {
    const from = binding < 0 ? undefined : bindings[binding];
    if (from?.kind !== 'import' || name !== from.name || !PACKAGE.test(from.specifier)) return name;
    return from.imported === 'default' || from.imported === '*' ? name : from.imported;
  };
  if (decorated.decorators.every((decorator) => ownWord(decorator) === decorator.name)) return decorated;
  const decorators = decorated.decorators.map((decorator) => ({ ...decorator, name: ownWord(decorator) }));
  return { ...decorated, decorators };
}
