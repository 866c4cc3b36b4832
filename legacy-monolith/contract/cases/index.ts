import type { Domain } from '../suite/case.ts';
import { account, loyalty } from './account.ts';
import { adminLogin, adminPages } from './admin-pages.ts';
import { auth } from './auth.ts';
import { access, fulfilment, office, products, reports, warehouse } from './back-office.ts';
import { cart } from './cart.ts';
import { catalog } from './catalog.ts';
import { checkout } from './checkout.ts';
import { guides } from './guides.ts';
import { orders } from './orders.ts';
import { payments } from './payments.ts';
import { prices } from './prices.ts';
import { protocol } from './protocol.ts';
import { reviews } from './reviews.ts';
import { search } from './search.ts';
import { shipping } from './shipping.ts';
import { stock } from './stock.ts';
import { stockSocket } from './stock-socket.ts';
import { storefront } from './storefront.ts';

/** The whole contract. */
export const domains: readonly Domain[] = [
  catalog,
  prices,
  stock,
  guides,
  search,
  auth,
  account,
  loyalty,
  cart,
  checkout,
  orders,
  payments,
  shipping,
  reviews,
  access,
  products,
  warehouse,
  fulfilment,
  office,
  reports,
  storefront,
  adminLogin,
  adminPages,
  stockSocket,
  protocol,
];
