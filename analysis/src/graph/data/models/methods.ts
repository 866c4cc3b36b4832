/** What the methods of models do: Sequelize, Mongoose, Objection, Bookshelf, and the MongoDB driver. */

export const READS = new Set([
  // Sequelize
  'findAll',
  'findOne',
  'findByPk',
  'findById',
  'findAndCountAll',
  'count',
  'max',
  'min',
  'sum',
  'aggregate',
  'findOrBuild',
  'scope',
  'unscoped',
  'reload',
  'findEach',
  'findAllInBatches',
  // Mongoose
  'find',
  'exists',
  'distinct',
  'countDocuments',
  'estimatedDocumentCount',
  'where',
  'watch',
  'populate',
  'findCursor',
  // Mongoose's plugins that nearly everybody has
  'paginate',
  'aggregatePaginate',
  // Bookshelf, Objection
  'fetch',
  'fetchAll',
  'fetchPage',
  'query',
  'relatedQuery',
  'forge',
  'findPage',
]);
/** Writes with "may be repeated". */
export const WRITES: ReadonlyMap<string, boolean> = new Map([
  ['create', false],
  ['bulkCreate', false],
  ['insertMany', false],
  ['insertOne', false],
  ['findOrCreate', true],
  ['findCreateFind', true],
  ['update', true],
  ['upsert', true],
  ['updateOne', true],
  ['updateMany', true],
  ['replaceOne', true],
  ['bulkWrite', false],
  ['findByIdAndUpdate', true],
  ['findOneAndUpdate', true],
  ['findOneAndReplace', true],
  ['findByIdAndDelete', true],
  ['findByIdAndRemove', true],
  ['findOneAndDelete', true],
  ['findOneAndRemove', true],
  ['deleteOne', true],
  ['deleteMany', true],
  ['destroy', true],
  ['truncate', true],
  ['restore', true],
  ['remove', true],
  ['increment', false],
  ['decrement', false],
  ['save', false],
  ['add', false],
  ['edit', true],
  ['insert', false],
]);
/**
 * Objection's verbs that tie rows of two tables together: by a row of the table between, where there is one, else by a key of the
 * row that is tied.
 */
export const TYING: ReadonlyMap<string, boolean> = new Map([
  ['relate', false],
  ['unrelate', true],
]);
/** Objection and Knex verbs that make `Model.query()` a write. */
export const QUERY_WRITES: ReadonlyMap<string, boolean> = new Map([
  ['insert', false],
  ['insertAndFetch', false],
  ['insertGraph', false],
  ['insertGraphAndFetch', false],
  ['insertWithRelated', false],
  ['insertWithRelatedAndFetch', false],
  ['upsertGraph', true],
  ['upsertGraphAndFetch', true],
  ['update', true],
  ['updateAndFetch', true],
  ['updateAndFetchById', true],
  ['patch', true],
  ['patchAndFetch', true],
  ['patchAndFetchById', true],
  ['delete', true],
  ['deleteById', true],
  ['del', true],
  ['increment', false],
  ['decrement', false],
  ['truncate', true],
]);
/** Of those, the ones that are given rows together with the rows of their relations. */
export const GRAPH_WRITES = /^(?:(?:insert|upsert)Graph|insertWithRelated)(?:AndFetch)?$/;
