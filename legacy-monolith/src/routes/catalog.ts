import { Router } from 'express';
import * as products from '../controllers/catalog-controller.ts';
import * as reviews from '../controllers/review-controller.ts';
import * as shop from '../controllers/shop-controller.ts';
import * as stock from '../controllers/stock-controller.ts';
import { needCustomer } from '../lib/auth.ts';

export const catalogRoutes = Router();
catalogRoutes.get('/health', products.health);
catalogRoutes.get('/categories', products.listCategories);
catalogRoutes.get('/categories/:slug', products.showCategory);
catalogRoutes.get('/promotions', shop.listPromotions);
catalogRoutes.post('/coupons/check', shop.checkCoupon);
catalogRoutes.get('/search', shop.searchProducts);
catalogRoutes.get('/search/suggest', shop.suggest);
catalogRoutes.get('/search/popular', shop.listPopular);
catalogRoutes.get('/stock/:sku', stock.showStock);
catalogRoutes.route('/stock-alerts').get(needCustomer, stock.listAlerts).post(needCustomer, stock.watchStock);
catalogRoutes.delete('/stock-alerts/:id', needCustomer, stock.unwatchStock);

export const productRoutes = Router();
productRoutes.get('/', products.listProducts);
productRoutes.get('/:id', products.showProduct);
productRoutes.get('/:id/variants', products.listVariants);
productRoutes.get('/:id/images', products.listImages);
productRoutes.get('/:id/related', products.listRelated);
productRoutes.get('/:id/price', products.showPrice);
productRoutes.get('/:id/price-history', products.listPriceChanges);
productRoutes.get('/:id/availability', products.showAvailability);
productRoutes.get('/:id/care-guides', products.listGuidesOfProduct);
productRoutes.route('/:id/reviews').get(reviews.listReviews).post(needCustomer, reviews.writeReview);

export const guideRoutes = Router();
guideRoutes.get('/', shop.listGuides);
guideRoutes.get('/:slug', shop.showGuide);
