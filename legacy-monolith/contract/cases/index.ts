import type { Domain } from '../suite/case.ts';
import { account } from './account.ts';
import { adminLogin } from './admin-pages/login.ts';
import { adminPages } from './admin-pages/pages.ts';
import { auth } from './auth.ts';
import { access } from './back-office/access.ts';
import { fulfilment } from './back-office/fulfilment.ts';
import { office } from './back-office/office.ts';
import { products } from './back-office/products.ts';
import { reports } from './back-office/reports.ts';
import { warehouse } from './back-office/warehouse.ts';
import { cart } from './cart.ts';
import { catalog } from './catalog.ts';
import { checkout } from './checkout.ts';
import { guides } from './guides.ts';
import { loyalty } from './loyalty.ts';
import { orders } from './orders.ts';
import { payments } from './payments.ts';
import { prices } from './prices.ts';
import { protocol } from './protocol.ts';
import { helping } from './reviews/helping.ts';
import { moderating } from './reviews/moderating.ts';
import { reading } from './reviews/reading.ts';
import { writing } from './reviews/writing.ts';
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
  reading,
  writing,
  helping,
  moderating,
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
