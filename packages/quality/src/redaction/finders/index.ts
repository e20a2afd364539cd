/** A finder for each kind of rule. */
import type { RedactionKind, RedactionRule } from '@nex/core';
import { findCreditCards } from './credit-card.ts';
import { findEmails } from './email.ts';
import type { Finder } from './finder.ts';
import { findIbans } from './iban.ts';
import { findIps } from './ip.ts';
import { nameFinder } from './name.ts';
import { findNationalIds } from './national-id.ts';
import { findPhones } from './phone.ts';
import { secretFinder } from './secret.ts';

export const FINDERS: { readonly [K in RedactionKind]: (rule: RedactionRule) => Finder } = {
  secret: ({ highEntropy = true }) => secretFinder(highEntropy),
  email: () => findEmails,
  iban: () => findIbans,
  credit_card: () => findCreditCards,
  national_id: () => findNationalIds,
  ip: () => findIps,
  phone: () => findPhones,
  name: ({ names = [] }) => nameFinder(names),
};
