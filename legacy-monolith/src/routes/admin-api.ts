import { Router } from 'express';
import multer from 'multer';
import * as account from '../controllers/account-controller.ts';
import * as products from '../controllers/catalog-controller.ts';
import * as orders from '../controllers/order-controller.ts';
import * as shop from '../controllers/shop-controller.ts';
import * as stock from '../controllers/stock-controller.ts';
import { needAdmin, needStaff } from '../lib/auth.ts';

const MAX_IMAGE_BYTES = 1024 * 1024;
const upload = multer({ storage: multer.memoryStorage(), limits: { fileSize: MAX_IMAGE_BYTES, files: 1, fields: 5, fieldSize: 1000 } });

export const adminApi = Router();
adminApi.use(needStaff);
adminApi.post('/products', products.createProduct);
adminApi
  .route('/products/:id')
  .get(products.showForEditing)
  .put(products.changeProduct)
  .delete(needAdmin, products.removeProduct);
adminApi.post('/products/:id/images', upload.single('image'), products.uploadImage);
adminApi.delete('/images/:id', products.removeImage);
adminApi.post('/stock/adjust', stock.adjustStock);
adminApi.get('/stock/movements', stock.listMovements);
adminApi.get('/orders', orders.listAllOrders);
adminApi.post('/orders/:id/ship', orders.shipOrder);
adminApi.post('/orders/:id/refund', needAdmin, orders.refundOrder);
adminApi.post('/shipments/:id/events', orders.addTracking);
adminApi.post('/returns/:id', orders.settleReturn);
adminApi.get('/coupons', shop.listCoupons);
adminApi.post('/coupons', needAdmin, shop.createCoupon);
adminApi.post('/promotions', needAdmin, shop.createPromotion);
adminApi.get('/customers', account.listCustomers);
adminApi.patch('/customers/:id', needAdmin, account.changeCustomer);
adminApi.get('/mails', shop.listMailsOfAll);
adminApi.get('/audit', needAdmin, account.listAudit);
adminApi.get('/reports/sales', needAdmin, shop.salesReport);
adminApi.get('/reports/month', needAdmin, shop.monthReport);
adminApi.get('/reports/inventory.csv', needAdmin, shop.inventoryCsv);
adminApi.post('/search/reindex', needAdmin, shop.reindex);
adminApi.post('/jobs/:name', needAdmin, shop.runJob);
