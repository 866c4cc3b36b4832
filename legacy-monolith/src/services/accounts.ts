import { randomBytes } from 'node:crypto';
import {
  audit,
  countAudit,
  countCustomers,
  countMailsOf,
  deleteAddress,
  findAddress,
  findCustomer,
  findCustomerByEmail,
  findReset,
  findWorth,
  insertAddress,
  insertCustomer,
  insertReset,
  listAddresses,
  listAudit,
  listCustomers,
  mailsOf,
  noteLogin,
  preferencesOf,
  savePreferences,
  updateAccess,
  updateAddress,
  updatePassword,
  updateProfile,
  useReset,
  type AddressRow,
  type CustomerRow,
  type CustomerWorth,
  type NewAddress,
} from '../models/index.ts';
import { ShopError, addMinutes, bus, conflict, forbidden, notFound, now, nowIso } from '../lib/index.ts';
import { checkPassword, hashPassword } from '../lib/passwords.ts';
import { loginThrottle } from '../lib/throttle.ts';
import { sendMail } from './mailer.ts';
import { addressView, worthView } from './shop.ts';

const badCredentials = (): ShopError => new ShopError(401, 'BAD_CREDENTIALS', 'E-mail or password is wrong.');

export async function register(email: string, password: string, name: string): Promise<CustomerRow> {
  const id = await insertCustomer(email, await hashPassword(password), name, nowIso());
  if (id === null) throw conflict('EMAIL_TAKEN', `${email} has an account already.`);
  await bus.emit('customer.registered', { customerId: id, at: now() });
  return (await findCustomer(id)) as CustomerRow;
}

export async function login(email: string, password: string): Promise<CustomerRow> {
  loginThrottle.check(email);
  const customer = await findCustomerByEmail(email);
  if (!customer || !(await checkPassword(password, customer.password_hash))) {
    loginThrottle.failed(email);
    throw badCredentials();
  }
  loginThrottle.succeeded(email);
  if (customer.blocked) throw new ShopError(403, 'ACCOUNT_BLOCKED', 'This account is blocked.');
  await noteLogin(customer.id, nowIso());
  return customer;
}

export async function changePassword(customer: CustomerRow, current: string, next: string): Promise<void> {
  if (!(await checkPassword(current, customer.password_hash))) throw badCredentials();
  await updatePassword(customer.id, await hashPassword(next));
}

/** Says nothing about whether the account exists. */
export async function forgotPassword(email: string): Promise<void> {
  const customer = await findCustomerByEmail(email);
  if (!customer) return;
  const token = randomBytes(18).toString('base64url');
  await insertReset(token, customer.id, addMinutes(now(), 60).toISOString());
  await sendMail(customer.id, 'account', 'password-reset', { token });
}

export async function resetPassword(token: string, password: string): Promise<void> {
  const reset = await findReset(token);
  if (!reset || reset.used_at !== null || reset.expires_at <= nowIso()) {
    throw new ShopError(422, 'BAD_TOKEN', 'This token is unknown, used or expired.');
  }
  await updatePassword(reset.customer_id, await hashPassword(password));
  await useReset(token, nowIso());
}

export async function saveProfile(customer: CustomerRow, name: string | undefined, phone: string | null | undefined): Promise<CustomerRow> {
  await updateProfile(customer.id, name ?? customer.name, phone === undefined ? customer.phone : phone);
  return (await findCustomer(customer.id)) as CustomerRow;
}

export async function addressList(customerId: number) {
  return (await listAddresses(customerId)).map(addressView);
}

async function requireAddress(customerId: number, id: number): Promise<AddressRow> {
  const address = await findAddress(customerId, id);
  if (!address) throw notFound(`Address ${id}`);
  return address;
}

export async function addAddress(customerId: number, address: NewAddress) {
  return addressView(await requireAddress(customerId, await insertAddress(customerId, address)));
}

export async function changeAddress(customerId: number, id: number, address: NewAddress) {
  await requireAddress(customerId, id);
  await updateAddress(customerId, id, address);
  return addressView(await requireAddress(customerId, id));
}

export async function removeAddress(customerId: number, id: number): Promise<void> {
  if (!(await deleteAddress(customerId, id))) throw notFound(`Address ${id}`);
}

export async function preferences(customerId: number) {
  const row = (await preferencesOf(customerId)) ?? { orders: 1, reviews: 1, stock: 1, newsletter: 0 };
  return { orders: row.orders === 1, reviews: row.reviews === 1, stock: row.stock === 1, newsletter: row.newsletter === 1 };
}

export async function changePreferences(customerId: number, wishes: Awaited<ReturnType<typeof preferences>>) {
  const bit = (value: boolean): number => (value ? 1 : 0);
  await savePreferences(customerId, {
    orders: bit(wishes.orders),
    reviews: bit(wishes.reviews),
    stock: bit(wishes.stock),
    newsletter: bit(wishes.newsletter),
  });
  return preferences(customerId);
}

export async function mailPage(customerId: number, limit: number, offset: number) {
  const items = (await mailsOf(customerId, limit, offset)).map((row) => ({
    id: row.id,
    template: row.template,
    subject: row.subject,
    body: row.body,
    state: row.state,
    createdAt: row.created_at,
  }));
  return { items, total: await countMailsOf(customerId) };
}

export async function customerPage(search: string, limit: number, offset: number) {
  return { items: (await listCustomers(search, limit, offset)).map(worthView), total: await countCustomers(search) };
}

export async function changeAccess(id: number, change: { blocked?: boolean | undefined; role?: 'customer' | 'staff' | undefined }, actor: CustomerRow) {
  if (id === actor.id) throw forbidden('Nobody changes their own access.');
  const customer = await findCustomer(id);
  if (!customer) throw notFound(`Customer ${id}`);
  await updateAccess(id, change.blocked ?? customer.blocked === 1, change.role ?? customer.role);
  await audit(actor.id, 'customer.access', customer.email, JSON.stringify(change));
  return worthView((await findWorth(id)) as CustomerWorth);
}

export async function auditPage(limit: number, offset: number) {
  return { items: await listAudit(limit, offset), total: await countAudit() };
}
