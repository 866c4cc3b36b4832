import { Router, raw } from 'express';
import { receiveWebhook } from '../controllers/order-controller.ts';
import { accountRoutes, authRoutes, loyaltyRoutes } from './accounts.ts';
import { adminApi } from './admin-api.ts';
import { adminPages } from './admin-pages.ts';
import { guideRoutes, productRoutes, catalogRoutes } from './catalog.ts';
import { cartRoutes, checkoutRoutes, orderRoutes, paymentRoutes, shippingRoutes } from './orders.ts';
import { reviewRoutes } from './reviews.ts';
import { shopPages } from './shop-pages.ts';

/** Before any body parser: the signature covers the raw bytes. */
export const webhookRoutes = Router();
webhookRoutes.post('/api/payments/webhook', raw({ type: () => true, limit: '100kb' }), receiveWebhook);

export const apiRoutes = Router();
apiRoutes.use(catalogRoutes);
apiRoutes.use('/products', productRoutes);
apiRoutes.use('/care-guides', guideRoutes);
apiRoutes.use('/auth', authRoutes);
apiRoutes.use('/account', accountRoutes);
apiRoutes.use('/loyalty', loyaltyRoutes);
apiRoutes.use('/cart', cartRoutes);
apiRoutes.use('/checkout', checkoutRoutes);
apiRoutes.use('/orders', orderRoutes);
apiRoutes.use('/payments', paymentRoutes);
apiRoutes.use('/shipping', shippingRoutes);
apiRoutes.use('/reviews', reviewRoutes);
apiRoutes.use('/admin', adminApi);

export const pageRoutes = Router();
pageRoutes.use(shopPages);
pageRoutes.use('/admin', adminPages);
