import { Router } from 'express';
import * as pages from '../controllers/page-controller.ts';

export const shopPages = Router();
shopPages.get('/', pages.front);
shopPages.get('/products/:slug', pages.product);
shopPages.get('/p/:id', pages.shortLink);
shopPages.get('/guides/:slug', pages.guide);
shopPages.get('/track/:trackingNumber', pages.tracking);
shopPages.get('/robots.txt', pages.robots);
shopPages.get('/assets/style.css', pages.style);
