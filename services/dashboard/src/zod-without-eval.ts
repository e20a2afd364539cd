/**
 * Schemas decide when they are made whether to compile themselves, and the page's policy does not allow that. So this comes
 * before every module that makes one: the one import that does something.
 */
import { config } from 'zod';

config({ jitless: true });
