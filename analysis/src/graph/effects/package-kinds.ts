/**
 * What is known of packages by their names alone: whom their calls ask, and whether they keep anything. Packages whose routes or tables
 * are not read, and are told so, stand in `unread-packages.ts`.
 */
import { isSqlDriver } from '../data/drivers.ts';

const HTTP_CLIENTS = new Set([
  'axios',
  'got',
  'node-fetch',
  'cross-fetch',
  'undici',
  'ky',
  'ofetch',
  'superagent',
  'request',
  'request-promise',
  'request-promise-native',
  'needle',
  'bent',
  'phin',
  'make-fetch-happen',
  'isomorphic-fetch',
  'isomorphic-unfetch',
  '@nestjs/axios',
  'wretch',
  'follow-redirects',
]);
const HTTP_MODULES = new Set(['node:http', 'node:https', 'http', 'https', 'node:http2']);
const MAILERS = new Set([
  'nodemailer',
  '@sendgrid/mail',
  'postmark',
  'resend',
  'mailgun.js',
  'mailgun-js',
  '@nestjs-modules/mailer',
  'email-templates',
  'node-mailjet',
  'sendgrid',
  'emailjs',
  'nodemailer-mailgun-transport',
]);
const FILE_MODULES = new Set(['fs', 'node:fs', 'fs/promises', 'node:fs/promises', 'fs-extra', 'graceful-fs']);
const REDIS = new Set([
  'ioredis',
  'redis',
  '@redis/client',
  '@upstash/redis',
  'iovalkey',
  '@valkey/valkey-glide',
]);
/** Software development kits whose every asynchronous call is a request to somebody else. */
const SDK =
  /^(?:stripe|twilio|braintree|paypal-rest-sdk|@paypal\/.+|@mollie\/.+|mollie-api-node|adyen|@adyen\/.+|aws-sdk|@aws-sdk\/.+|@google-cloud\/.+|googleapis|firebase-admin|@slack\/.+|openai|@anthropic-ai\/.+|algoliasearch|meilisearch|@elastic\/elasticsearch|@octokit\/.+|octokit|@azure\/.+|@mailchimp\/.+|mixpanel|posthog-node|@segment\/.+|analytics-node|cloudinary|minio|web-push|node-pushnotifications|@hubspot\/.+|intercom-client|shopify-api-node|@shopify\/.+|plaid|telegraf|node-telegram-bot-api|discord\.js|ssh2|basic-ftp|ldapjs|passport-ldapauth)$/;
/** Databases whose statements are read where they stand (`data/`), as far as they can be. */
const DATABASE =
  /^(?:mongoose|mongodb|objection|bookshelf|sequelize.*|typeorm.*|@mikro-orm\/.+|@prisma\/.+|drizzle-orm.*|kysely.*|knex.*|.*slonik)$/;
/** Packages that keep nothing: they check, format, log and answer. */
const KEEPS_NOTHING =
  /^(?:global|inversify.*|@paralleldrive\/cuid2|cuid|big\.js|bignumber\.js|decimal\.js.*|http-status-codes|http-errors|@hapi\/boom|ts-pattern|remeda|radash|underscore|es-toolkit|deepmerge|slugify|neverthrow|immutable|tslib|escape-.+|@lingui\/.+|node:.+|@types\/.+|zod|yup|joi|@hapi\/.+|ajv|superstruct|valibot|class-validator|class-transformer|express.*|fastify.*|@fastify\/.+|koa.*|@koa\/.+|hono.*|@hono\/.+|next.*|@nestjs\/.+|react.*|@remix-run\/.+|lodash.*|ramda|rxjs.*|dayjs.*|moment.*|luxon|date-fns.*|bcrypt.*|argon2|jsonwebtoken|jose|uuid|nanoid|crypto.*|i18next.*|handlebars|ejs|pug|sharp|jimp|marked|sanitize-html|validator|qs|mime.*|ms|semver|@opentelemetry\/.+|prom-client|@sentry\/.+|passport.*|graphql.*|@apollo\/.+|@trpc\/.+|assert|util|path|stream|events|zlib|os|buffer|url|querystring|p-.+|async.*|bluebird|fp-ts.*|effect|immer|formidable|multer|busboy|archiver|csv.*|papaparse|xlsx|exceljs|pdfkit|puppeteer|jsdom|cheerio|unified|remark.*|rehype.*)$/;

/** Packages that write logs for people. */
const LOGS =
  /^(?:winston.*|pino.*|bunyan.*|log4js|loglevel.*|debug|log|consola|signale|tslog|roarr|npmlog|fancy-log|electron-log|tracer|morgan|log-symbols|@logtape\/.+|@logdna\/.+|@logtail\/.+|nestjs-pino|nest-winston|@adonisjs\/logger|@mikro-orm\/logger|lambda-log|@aws-lambda-powertools\/logger)$/;

export const isHttpClient = (name: string): boolean => HTTP_CLIENTS.has(name);
export const isHttpModule = (name: string): boolean => HTTP_MODULES.has(name);
export const isMailer = (name: string): boolean => MAILERS.has(name);
export const isFileModule = (name: string): boolean => FILE_MODULES.has(name);
export const isRedis = (name: string): boolean => REDIS.has(name);
export const isKit = (name: string): boolean => SDK.test(name);
export const isDatabase = (name: string): boolean => isSqlDriver(name) || DATABASE.test(name);
export const keepsNothing = (name: string): boolean => LOGS.test(name) || KEEPS_NOTHING.test(name);
