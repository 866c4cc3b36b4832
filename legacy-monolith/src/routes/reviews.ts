import { Router } from 'express';
import * as reviews from '../controllers/review-controller.ts';
import { needCustomer, needStaff } from '../lib/auth.ts';

export const reviewRoutes = Router();
reviewRoutes.get('/latest', reviews.listLatest);
reviewRoutes.get('/top-rated', reviews.listTopRated);
reviewRoutes.get('/mine', needCustomer, reviews.listOwn);
reviewRoutes.get('/eligible', needCustomer, reviews.listEligible);
reviewRoutes.get('/pending', needStaff, reviews.listPending);
reviewRoutes.get('/summary', reviews.listSummaries);
reviewRoutes.get('/:id', reviews.showReview);
reviewRoutes.patch('/:id', needCustomer, reviews.editReview);
reviewRoutes.delete('/:id', needCustomer, reviews.removeReview);
reviewRoutes.post('/:id/helpful', needCustomer, reviews.voteHelpful);
reviewRoutes.delete('/:id/helpful', needCustomer, reviews.unvoteHelpful);
reviewRoutes.post('/:id/report', needCustomer, reviews.reportReview);
reviewRoutes.post('/:id/moderation', needStaff, reviews.moderateReview);
