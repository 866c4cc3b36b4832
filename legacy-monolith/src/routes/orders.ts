import { Router } from 'express';
import * as cart from '../controllers/cart-controller.ts';
import * as orders from '../controllers/order-controller.ts';
import { needCustomer } from '../lib/auth.ts';

export const cartRoutes = Router();
cartRoutes.route('/').get(cart.showCart).delete(cart.clearCart);
cartRoutes.post('/items', cart.addItem);
cartRoutes.route('/items/:id').patch(cart.changeItem).delete(cart.removeItem);
cartRoutes.route('/coupon').post(cart.applyCoupon).delete(cart.dropCoupon);

export const checkoutRoutes = Router();
checkoutRoutes.use(needCustomer);
checkoutRoutes.post('/', cart.placeOrder);
checkoutRoutes.post('/quote', cart.quote);

export const orderRoutes = Router();
orderRoutes.use(needCustomer);
orderRoutes.get('/', orders.listOrders);
orderRoutes.get('/:id', orders.showOrder);
orderRoutes.post('/:id/cancel', orders.cancelOrder);
orderRoutes.get('/:id/invoice', orders.showInvoice);
orderRoutes.post('/:id/return', orders.requestReturn);
orderRoutes.post('/:id/reorder', orders.reorder);
orderRoutes.get('/:id/shipments', orders.listShipments);

export const paymentRoutes = Router();
paymentRoutes.get('/methods', orders.listMethods);
paymentRoutes.get('/:id', needCustomer, orders.showPayment);
paymentRoutes.post('/:id/retry', needCustomer, orders.retryPayment);

export const shippingRoutes = Router();
shippingRoutes.get('/rates', orders.listRates);
shippingRoutes.get('/track/:trackingNumber', orders.trackShipment);
shippingRoutes.get('/track/:trackingNumber/stream', orders.streamShipment);
