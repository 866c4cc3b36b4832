import { Router } from 'express';
import * as account from '../controllers/account-controller.ts';
import { needCustomer } from '../lib/auth.ts';

export const authRoutes = Router();
authRoutes.post('/register', account.register);
authRoutes.post('/login', account.login);
authRoutes.post('/logout', account.logout);
authRoutes.get('/me', account.whoAmI);
authRoutes.post('/password', needCustomer, account.changePassword);
authRoutes.post('/forgot', account.forgotPassword);
authRoutes.post('/reset', account.resetPassword);

export const accountRoutes = Router();
accountRoutes.use(needCustomer);
accountRoutes.route('/').get(account.showAccount).patch(account.changeAccount);
accountRoutes.route('/addresses').get(account.listAddresses).post(account.addAddress);
accountRoutes.route('/addresses/:id').put(account.changeAddress).delete(account.removeAddress);
accountRoutes.route('/notifications').get(account.showNotifications).put(account.changeNotifications);
accountRoutes.get('/mails', account.listMails);

export const loyaltyRoutes = Router();
loyaltyRoutes.use(needCustomer);
loyaltyRoutes.get('/', account.showLoyalty);
loyaltyRoutes.get('/history', account.listLoyalty);
loyaltyRoutes.post('/redeem', account.redeem);
