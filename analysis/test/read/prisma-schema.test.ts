import { describe, expect, it } from 'vitest';
import { readPrismaSchema } from '../../src/read/prisma-schema.ts';

const SHOP = `
generator client { provider = "prisma-client-js" }
model User {
  id    Int     @id @default(autoincrement())
  email String  @unique @map("email_address") // the login
  home  String  @default("https://example.org")
  role  Role    @default(USER)
  posts Post[]
  @@map("users")
}
enum Role {
  USER
  ADMIN
}
model Post {
  id       Int  @id
  authorId Int
  author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
  tags     String[]
  parent   Post? @relation("Thread", fields: [parentId], references: [id])
  parentId Int?
  replies  Post[] @relation("Thread")
}
`;

describe('readPrismaSchema', () => {
  const [user, post] = readPrismaSchema([SHOP]);

  it('maps models and fields to tables and columns', () => {
    expect(user).toMatchObject({ name: 'User', table: 'users', line: 3, isView: false });
    expect(user?.fields.map((field) => field.column)).toEqual(['id', 'email_address', 'home', 'role']);
    expect(post?.table).toBe('Post');
  });
  it('tells the owning side of a relation', () => {
    expect(user?.relations).toEqual([
      { field: 'posts', model: 'Post', isList: true, name: '', fields: [], references: [], onDelete: '' },
    ]);
    expect(post?.relations[0]).toEqual({
      field: 'author',
      model: 'User',
      isList: false,
      name: '',
      fields: ['authorId'],
      references: ['id'],
      onDelete: 'Cascade',
    });
    expect(post?.relations.map((relation) => relation.fields)).toEqual([['authorId'], ['parentId'], []]);
  });
  it('knows models of other files', () => {
    const [order] = readPrismaSchema([
      'model Order {\n user User @relation(fields: [userId], references: [id])\n userId Int\n}',
      SHOP,
    ]);
    expect(order?.relations[0]?.model).toBe('User');
  });
  it.each(['', 'model', 'model X {', '}}}', 'model X {\n @@map(\n}'])('reads %j without throwing', (text) => {
    expect(() => readPrismaSchema([text])).not.toThrow();
  });
});
